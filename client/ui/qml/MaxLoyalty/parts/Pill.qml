import QtQuick
import MaxLoyalty

// A few words that say a state, with the colour that goes with it; on two lines where there is no room.
//
//   text, glyph  string
//   kind         string  plain | accent | success | promo | warning | danger
Rectangle {
    id: pill

    property string text
    property string glyph
    property string kind: "plain"

    readonly property color ink: ({
            "accent": Theme.accent,
            "success": Theme.success,
            "promo": Theme.promo,
            "warning": Theme.warning,
            "danger": Theme.danger
        })[kind] ?? Theme.textMuted

    readonly property real around: Theme.spaceM * 2 + (glyph !== "" ? Theme.iconSmall + Theme.spaceS : 0)

    implicitHeight: Math.max(Theme.px(36), words.implicitHeight + Theme.spaceXs * 2)
    implicitWidth: Math.ceil(words.implicitWidth) + around
    radius: Math.min(height / 2, Theme.radiusL)
    color: ({
            "accent": Theme.accentSoft,
            "success": Theme.successSoft,
            "promo": Theme.promoSoft,
            "warning": Theme.warningSoft,
            "danger": Theme.dangerSoft
        })[kind] ?? Theme.raised
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        anchors.centerIn: parent
        spacing: Theme.spaceS

        IconGlyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: pill.glyph !== ""
            name: pill.glyph
            size: Theme.iconSmall
            color: pill.ink
        }

        AppText {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(implicitWidth), pill.width - pill.around)
            text: pill.text
            wrapMode: Text.Wrap
            font.pixelSize: Theme.fontSmall
            font.weight: Theme.weightMedium
            color: pill.ink
        }
    }
}
