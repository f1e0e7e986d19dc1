import QtQuick
import MaxLoyalty

// A few words that say a state, with the colour that goes with it.
//
//   text, glyph  string
//   kind         string  plain | accent | promo | warning | danger
Rectangle {
    id: pill

    property string text
    property string glyph
    property string kind: "plain"

    readonly property color ink: ({
            "accent": Theme.accent,
            "promo": Theme.promo,
            "warning": Theme.warning,
            "danger": Theme.danger
        })[kind] ?? Theme.textMuted

    implicitHeight: Theme.px(36)
    implicitWidth: row.implicitWidth + Theme.spaceM * 2
    radius: height / 2
    color: ({
            "accent": Theme.accentSoft,
            "promo": Theme.promoSoft,
            "warning": Theme.warningSoft,
            "danger": Theme.dangerSoft
        })[kind] ?? Theme.raised
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        id: row

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
            anchors.verticalCenter: parent.verticalCenter
            text: pill.text
            font.pixelSize: Theme.fontSmall
            font.weight: Theme.weightMedium
            color: pill.ink
        }
    }
}
