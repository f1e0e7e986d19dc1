pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Every colour, size, font and duration of the till; screens and parts hold none of their own.
//
//   isDark    bool  which of the two palettes is shown
//   factor    real  1 at 1280x800; sizes grow with the window, so a larger screen stays legible
//   isStill   bool  no motion at all: pictures for tests and documents
//
// Colours come in roles: `surface` under a panel, `text` on it; `accent` for points and the one
// primary action, `accentInk` for words upon it, `accentSoft` for a quiet patch of it.
//
// figures(text) gives the font features of a text: one of digits only gets equally wide ones, so
// that columns line up and a counting number does not jitter.
QtObject {
    id: theme

    property bool isDark: true
    property bool isStill: false
    property real factor: 1

    readonly property color background: isDark ? "#0e1315" : "#f1f5f4"
    readonly property color surface: isDark ? "#171e21" : "#ffffff"
    readonly property color raised: isDark ? "#212a2e" : "#e7eeec"
    readonly property color pressed: isDark ? "#2f3b40" : "#d3dfdc"
    readonly property color outline: isDark ? "#334045" : "#cbd8d5"
    readonly property color text: isDark ? "#eef4f2" : "#10201d"
    readonly property color textMuted: isDark ? "#a9bab7" : "#465a56"
    readonly property color textFaint: isDark ? "#8b9d9b" : "#5f726e"
    readonly property color accent: isDark ? "#3fcfa3" : "#0a7559"
    readonly property color accentPressed: isDark ? "#2fae88" : "#075c46"
    readonly property color accentInk: isDark ? "#04231a" : "#ffffff"
    readonly property color accentSoft: isDark ? "#13372d" : "#d5f0e7"
    readonly property color promo: isDark ? "#bda9ff" : "#5b3fc0"
    readonly property color promoSoft: isDark ? "#2a2447" : "#e9e3fd"
    readonly property color warning: isDark ? "#f3bd57" : "#7d5200"
    readonly property color warningSoft: isDark ? "#3a2f16" : "#fcecca"
    readonly property color danger: isDark ? "#ff8a7c" : "#b3291b"
    readonly property color dangerPressed: isDark ? "#e06d60" : "#8e1f14"
    readonly property color dangerInk: isDark ? "#330904" : "#ffffff"
    readonly property color dangerSoft: isDark ? "#3d1d19" : "#fbe2de"
    readonly property color scrim: isDark ? "#cc05080a" : "#99101c1a"
    readonly property color paper: "#fdfcf7"
    readonly property color ink: "#1a1a18"

    readonly property int fontCaption: px(15)
    readonly property int fontSmall: px(17)
    readonly property int fontBody: px(19)
    readonly property int fontLarge: px(22)
    readonly property int fontTitle: px(28)
    readonly property int fontHeadline: px(38)
    readonly property int fontNumber: px(48)
    readonly property int fontDisplay: px(68)
    readonly property int fontHero: px(112)
    readonly property int weightNormal: Font.Normal
    readonly property int weightMedium: Font.Medium
    readonly property int weightStrong: Font.DemiBold

    readonly property int spaceXs: px(4)
    readonly property int spaceS: px(8)
    readonly property int spaceM: px(16)
    readonly property int spaceL: px(24)
    readonly property int spaceXl: px(32)
    readonly property int spaceXxl: px(48)

    readonly property int targetMin: Math.max(48, px(48))
    readonly property int target: px(64)
    readonly property int key: px(76)
    readonly property int statusBar: px(64)
    readonly property int iconSmall: px(20)
    readonly property int icon: px(26)
    readonly property int iconLarge: px(64)
    readonly property int line: Math.max(1, px(1))
    readonly property int lineStrong: px(2)
    readonly property int radiusS: px(8)
    readonly property int radiusM: px(14)
    readonly property int radiusL: px(20)
    readonly property int padWidth: px(392)
    readonly property int panelWidth: px(560)

    readonly property int quick: isStill ? 0 : 150
    readonly property int calm: isStill ? 0 : 220
    readonly property int easing: Easing.OutCubic

    function figures(text: string): var {
        return /^[\d\s.,:+−%₽]+$/.test(text) ? ({
                "tnum": 1
            }) : ({});
    }

    function px(designed: real): int {
        return Math.round(designed * theme.factor);
    }

    function fit(width: real, height: real): void {
        theme.factor = Math.max(0.8, Math.min(width / 1280, height / 800, 2));
    }
}
