import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// A calm strip across the top of a screen that stays until the matter is over (CSH-82).
//
//   title, text  string
//   kind         string  warning | danger | accent
//   glyph        string
//   action       string  the label of a button; empty: none
//   acted()      signal
Rectangle {
    id: banner

    property string title
    property string text
    property string kind: "warning"
    property string glyph: kind === "accent" ? "info" : "warning"
    property string action

    signal acted

    readonly property color ink: ({
            "danger": Theme.danger,
            "accent": Theme.accent
        })[kind] ?? Theme.warning

    implicitHeight: row.implicitHeight + Theme.spaceM * 2
    radius: Theme.radiusM
    color: ({
            "danger": Theme.dangerSoft,
            "accent": Theme.accentSoft
        })[kind] ?? Theme.warningSoft
    Accessible.role: Accessible.AlertMessage
    Accessible.name: `${title} ${text}`

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceM

        IconGlyph {
            name: banner.glyph
            color: banner.ink
        }

        Column {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                visible: banner.title !== ""
                text: banner.title
                font.weight: Theme.weightStrong
                color: banner.ink
                wrapMode: Text.Wrap
            }

            AppText {
                width: parent.width
                visible: banner.text !== ""
                text: banner.text
                wrapMode: Text.Wrap
            }
        }

        AppButton {
            objectName: `${banner.objectName}Action`
            visible: banner.action !== ""
            text: banner.action
            onClicked: banner.acted()
        }
    }
}
