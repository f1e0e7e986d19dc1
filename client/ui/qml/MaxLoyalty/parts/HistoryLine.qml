pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// One line of a guest's past: what and when, its points, and below where, by whom, on which check.
//
//   title, time, points, pointsNoun, where, details  string
//   isGiven  bool  points came to the guest
Rectangle {
    id: line

    required property string title
    required property string time
    required property string points
    required property string pointsNoun
    required property string where
    required property string details
    required property bool isGiven

    implicitHeight: Math.max(Theme.px(84), row.implicitHeight + Theme.spaceM * 2)
    radius: Theme.radiusM
    color: Theme.surface
    Accessible.role: Accessible.ListItem
    Accessible.name: [title, time, points, pointsNoun, where, details].join(", ")

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.spaceM
        spacing: Theme.spaceM

        Column {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: line.title
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
            }

            AppText {
                width: parent.width
                text: `${line.time} · ${line.where}`
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }

            AppText {
                width: parent.width
                visible: text !== ""
                text: line.details
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        Column {
            Layout.alignment: Qt.AlignTop

            AmountText {
                anchors.right: parent.right
                text: line.points
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightStrong
                color: line.isGiven ? Theme.accent : Theme.text
            }

            AppText {
                anchors.right: parent.right
                text: line.pointsNoun
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
            }
        }
    }
}
