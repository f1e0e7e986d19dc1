pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Which keys mean something on the screen below; F1, Esc or Enter takes it away.
//
//   vm  ShortcutsViewModel
Rectangle {
    id: sheet

    required property ShortcutsViewModel vm

    objectName: "shortcutSheet"
    visible: vm.isShown
    color: Theme.scrim

    MouseArea {
        anchors.fill: parent
        onClicked: sheet.vm.toggle()
    }

    Panel {
        anchors.centerIn: parent
        width: Math.min(Theme.side(900), parent.width - Theme.spaceXl * 2)
        height: Math.min(words.implicitHeight + padding * 2, parent.height - Theme.spaceL * 2)
        padding: Theme.spaceXl

        ColumnLayout {
            id: words

            anchors.fill: parent
            spacing: Theme.spaceM

            AppText {
                Layout.fillWidth: true
                text: sheet.vm.texts.shortcutsTitle
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            GridView {
                id: keys

                Layout.fillWidth: true
                Layout.fillHeight: true
                implicitHeight: Math.ceil(count / 2) * cellHeight
                clip: true
                model: sheet.vm.rows
                cellWidth: Math.floor(width / (Theme.isFolded ? 1 : 2))
                cellHeight: Math.max(Theme.targetMin, Theme.fontBody * 2)
                boundsBehavior: Flickable.StopAtBounds
                cacheBuffer: 0

                ScrollMark {
                    parent: keys
                    flickable: keys
                }

                delegate: ShortcutCell {
                    width: keys.cellWidth
                    height: keys.cellHeight
                }
            }

            AppText {
                Layout.fillWidth: true
                text: sheet.vm.texts.shortcutsNote
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }

            AppButton {
                objectName: "shortcutsClose"
                Layout.alignment: Qt.AlignRight
                text: sheet.vm.texts.close
                onClicked: sheet.vm.toggle()
            }
        }
    }
}
