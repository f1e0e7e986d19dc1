pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Every colour, size, font and duration of the till; screens and parts hold none of their own.
//
//   isDark, isContrasted  bool  which of the four palettes is shown; contrasted: 7:1 for every word
//   isContrastChosen      bool  by a person on this till; the system's own settings may ask for it too
//   tint       var   the accent of the restaurant as AccentRoles of Python derives it; null: our own
//   logo       url   the restaurant's sign; empty for none
//   textScale  real  1 … 2, what a person chose; fonts grow by it, targets and gaps stay
//   factor     real  1 at 1280x800; everything grows with the window, so a larger screen stays legible
//   isStill    bool  no motion at all: for those whom it disturbs, and for pictures
//
// What may lie on what (tests/screens/test_looks.py checks every pair that occurs):
//   text, textMuted, textFaint            on background, surface, raised, overlay and every …Soft
//   accent, success, promo, warning, danger  on background, surface, raised and their own …Soft
//   accentInk on accent and accentPressed; dangerInk on danger and dangerPressed; ink on paper
//   edge      the frame of what can be typed into or ticked: 3:1 on background, surface, raised
//   outline   a hairline that only pleases; never the one sign of anything
//   focus     with focusGap inside it, around what the keyboard is at: one of the two always shows
// accent is the restaurant's: the one primary action, points. success is always green: it went well.
// Elevation: background, surface (panels), raised (keys, quiet buttons), overlay (dialogs, with Shadow).
//
// figures(text) gives the font features of a text: one of digits only gets equally wide ones, so
// that columns line up and a counting number does not jitter.
QtObject {
    id: theme

    property bool isDark: true
    property bool isContrastChosen: false
    property bool isContrasted: isContrastChosen || Application.styleHints.accessibility.contrastPreference === Qt.HighContrast
    property var tint: null
    property url logo
    property bool isStill: false
    property real factor: 1
    property real textScale: 1

    // Letters are so large that what stood side by side had better stand one below the other.
    readonly property bool isFolded: textScale >= 1.5

    readonly property color background: pick("#0e1315", "#f1f5f4", "#000000", "#ffffff")
    readonly property color surface: pick("#171e21", "#ffffff", "#0b0f10", "#ffffff")
    readonly property color raised: pick("#212a2e", "#e7eeec", "#1b2326", "#edf2f1")
    readonly property color overlay: pick("#1c2428", "#ffffff", "#0b0f10", "#ffffff")
    readonly property color pressed: pick("#2f3b40", "#d3dfdc", "#37454a", "#d2dcda")
    readonly property color outline: pick("#334045", "#cbd8d5", "#9fb0ae", "#51625e")
    readonly property color edge: pick("#6f8280", "#6f817d", "#b4c3c1", "#3c4b48")
    readonly property color text: pick("#eef4f2", "#10201d", "#ffffff", "#000000")
    readonly property color textMuted: pick("#a9bab7", "#465a56", "#dfe8e6", "#1f2d2a")
    readonly property color textFaint: pick("#94a6a4", "#566864", "#cbd7d5", "#2c3b37")
    readonly property color accentOwn: pick("#3fcfa3", "#0a7559", "#5cf0c3", "#004c38")
    readonly property color accent: tint ? tint.accent : accentOwn
    readonly property color accentPressed: tint ? tint.accentPressed : pick("#2fae88", "#075c46", "#46d5ab", "#003627")
    readonly property color accentInk: tint ? tint.accentInk : pick("#04231a", "#ffffff", "#00150f", "#ffffff")
    readonly property color accentSoft: tint ? tint.accentSoft : pick("#13372d", "#d5f0e7", "#06231b", "#e2f6ef")
    readonly property color success: accentOwn
    readonly property color successSoft: pick("#13372d", "#d5f0e7", "#06231b", "#e2f6ef")
    readonly property color promo: pick("#bda9ff", "#5b3fc0", "#d9ceff", "#38208f")
    readonly property color promoSoft: pick("#2a2447", "#e9e3fd", "#181230", "#f0ebff")
    readonly property color warning: pick("#f3bd57", "#7d5200", "#ffd68a", "#4f3300")
    readonly property color warningSoft: pick("#3a2f16", "#fcecca", "#241a04", "#fff3d9")
    readonly property color danger: pick("#ff8a7c", "#b3291b", "#ffb7ae", "#7d140a")
    readonly property color dangerPressed: pick("#e06d60", "#8e1f14", "#ffd3cd", "#5c0c05")
    readonly property color dangerInk: pick("#330904", "#ffffff", "#240502", "#ffffff")
    readonly property color dangerSoft: pick("#3d1d19", "#fbe2de", "#2c0c08", "#fdebe8")
    readonly property color focus: pick("#ffffff", "#0b1a17", "#ffffff", "#000000")
    readonly property color focusGap: pick("#0e1315", "#ffffff", "#000000", "#ffffff")
    readonly property color scrim: pick("#cc05080a", "#99101c1a", "#e6000000", "#cc000000")
    readonly property color shadow: pick("#10000000", "#0a10201d", "#00000000", "#00000000")
    readonly property color paper: "#fdfcf7"
    readonly property color ink: "#1a1a18"

    readonly property int fontCaption: type(15)
    readonly property int fontSmall: type(17)
    readonly property int fontBody: type(19)
    readonly property int fontLarge: type(22)
    readonly property int fontTitle: type(28)
    readonly property int fontHeadline: type(38)
    readonly property int fontNumber: type(48)
    readonly property int fontDisplay: type(68)
    readonly property int fontHero: type(112)
    // Numbers and labels that must stay whole may shrink as far as this, and no further.
    readonly property int fontLeast: Math.round(fontCaption * (isFolded ? 0.75 : 1))
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
    readonly property int target: Math.max(48, px(64), Math.round(fontLarge * 1.6))
    readonly property int key: px(76)
    readonly property int statusBar: px(64)
    readonly property real statusLine: Math.max(targetMin, fontSmall * 2.8)
    readonly property int iconSmall: px(20 * half)
    readonly property int icon: px(26 * half)
    readonly property int iconLarge: px(64)
    readonly property int line: Math.max(1, px(1))
    readonly property int lineStrong: Math.max(2, px(2))
    readonly property int radiusS: px(8)
    readonly property int radiusM: px(14)
    readonly property int radiusL: px(20)
    // A tile with a name that may take two lines and what goes with it.
    readonly property int tile: Math.max(px(104), isFolded ? Math.round(fontLarge * 2.5 + fontSmall * 1.3) + spaceL : 0)
    readonly property int padWidth: px(392)
    readonly property int panelWidth: side(560)

    readonly property int quick: isStill ? 0 : 150
    readonly property int calm: isStill ? 0 : 220
    readonly property int sweep: 1100
    readonly property int easing: Easing.OutCubic

    // What goes with letters but need not grow as they do: half as fast.
    readonly property real half: 1 + (textScale - 1) / 2

    function figures(text: string): var {
        return /^[\d\s.,:+−%₽]+$/.test(text) ? ({
                "tnum": 1
            }) : ({});
    }

    // A size of the design at the window's scale.
    function px(designed: real): int {
        return Math.round(designed * theme.factor);
    }

    // A font's size: small ones grow in full, large ones by as many pixels as a button's label.
    function type(designed: real): int {
        return px(designed + Math.min(designed, 22) * (theme.textScale - 1));
    }

    // The width of a column with words beside a wider one; wider for larger letters.
    function side(designed: real): int {
        return px(designed * (1 + (theme.textScale - 1) * 0.4));
    }

    // What was decided outside, by the names of the properties.
    function wear(looks: var): void {
        for (const name of Object.keys(looks))
            theme[name] = looks[name];
    }

    function fit(width: real, height: real): void {
        theme.factor = Math.max(0.8, Math.min(width / 1280, height / 800, 2));
    }

    function pick(dark: color, light: color, darkContrasted: color, lightContrasted: color): color {
        if (theme.isContrasted)
            return theme.isDark ? darkContrasted : lightContrasted;
        return theme.isDark ? dark : light;
    }
}
