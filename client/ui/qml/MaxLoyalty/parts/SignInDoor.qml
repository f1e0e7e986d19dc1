pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The door of the till: staff at the left, the PIN pad at the right (CSH-03…CSH-09).
//
//   pad    PinPad
//   taken  int     below the staff something else stands: so much of the height is not theirs
Item {
    id: door

    required property PinPad pad
    property int taken: 0

    focus: true
    Keys.onPressed: event => door.pad.typeKey(event.text)

    RowLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceXl
        spacing: Theme.spaceXl

        ColumnLayout {
            Layout.bottomMargin: door.taken
            spacing: Theme.spaceL

            RestaurantLogo {}

            AppText {
                Layout.fillWidth: true
                text: door.pad.texts.signInTitle
                font.pixelSize: Theme.fontHeadline
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            GridView {
                id: tiles

                readonly property int columns: Math.max(1, Math.floor(width / Theme.side(300)))

                objectName: "signInTiles"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !door.pad.isNobody
                clip: true
                model: door.pad.tiles
                cellWidth: Math.floor(width / columns)
                cellHeight: Theme.tile + Theme.spaceM
                boundsBehavior: Flickable.StopAtBounds
                cacheBuffer: 0

                ScrollMark {
                    parent: tiles
                    flickable: tiles
                }

                delegate: Item {
                    id: cell

                    required property int index
                    required property string name
                    required property string role
                    required property string initials
                    required property bool isLocked

                    width: tiles.cellWidth
                    height: tiles.cellHeight

                    StaffTile {
                        objectName: `signInTile_${cell.index}`
                        width: parent.width - Theme.spaceM
                        height: parent.height - Theme.spaceM
                        name: cell.name
                        role: cell.role
                        initials: cell.initials
                        isLocked: cell.isLocked
                        isChosen: cell.index === door.pad.chosenIndex
                        onClicked: door.pad.choose(cell.index)
                    }
                }
            }

            Loader {
                Layout.fillWidth: true
                Layout.fillHeight: true
                active: door.pad.isNobody
                visible: active

                sourceComponent: Item {
                    EmptyState {
                        anchors.centerIn: parent
                        glyph: "user"
                        title: door.pad.texts.signInNobody
                        text: door.pad.texts.signInNobodyText
                    }
                }
            }
        }

        Panel {
            Layout.preferredWidth: Theme.side(456)
            Layout.fillHeight: true

            PinEntry {
                anchors.fill: parent
                spacing: Theme.spaceL
                pad: door.pad
                messageName: "signInMessage"
                dotsName: "pinDots"
                keyPrefix: "pinKey"
            }
        }
    }
}
