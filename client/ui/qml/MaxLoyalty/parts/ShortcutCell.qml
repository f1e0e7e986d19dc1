import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// One key and what it does.
//
//   key, text  string
Item {
    id: cell

    required property string key
    required property string text

    Accessible.role: Accessible.StaticText
    Accessible.name: `${key}: ${text}`

    RowLayout {
        anchors.fill: parent
        anchors.rightMargin: Theme.spaceM
        spacing: Theme.spaceM

        Rectangle {
            implicitWidth: Math.max(Theme.px(112), label.implicitWidth + Theme.spaceM)
            implicitHeight: label.implicitHeight + Theme.spaceS
            radius: Theme.radiusS
            color: Theme.raised
            border.width: Theme.line
            border.color: Theme.outline

            AppText {
                id: label

                anchors.centerIn: parent
                text: cell.key
                font.pixelSize: Theme.fontSmall
                font.weight: Theme.weightMedium
            }
        }

        AppText {
            Layout.fillWidth: true
            text: cell.text
            font.pixelSize: Theme.fontSmall
            wrapMode: Text.Wrap
        }
    }
}
