pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Staff at the left, the PIN pad at the right; works without the network (CSH-03…CSH-09).
Item {
    id: screen

    required property SignInViewModel vm

    focus: true
    Keys.onPressed: event => screen.vm.typeKey(event.text)

    Connections {
        target: screen.vm

        function onRefusedPin(): void {
            dots.shake();
        }
    }

    RowLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceXl
        spacing: Theme.spaceXl

        ColumnLayout {
            spacing: Theme.spaceL

            RestaurantLogo {}

            AppText {
                Layout.fillWidth: true
                text: screen.vm.texts.signInTitle
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
                visible: !screen.vm.isNobody
                clip: true
                model: screen.vm.tiles
                cellWidth: Math.floor(width / columns)
                cellHeight: Theme.tile + Theme.spaceM
                boundsBehavior: Flickable.StopAtBounds

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
                        isChosen: cell.index === screen.vm.chosenIndex
                        onClicked: screen.vm.choose(cell.index)
                    }
                }
            }

            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: screen.vm.isNobody

                EmptyState {
                    anchors.centerIn: parent
                    glyph: "user"
                    title: screen.vm.texts.signInNobody
                    text: screen.vm.texts.signInNobodyText
                }
            }
        }

        Panel {
            Layout.preferredWidth: Theme.side(456)
            Layout.fillHeight: true

            ColumnLayout {
                anchors.fill: parent
                spacing: Theme.spaceL

                AppText {
                    objectName: "signInMessage"
                    Layout.fillWidth: true
                    Layout.minimumHeight: Theme.px(64)
                    horizontalAlignment: Text.AlignHCenter
                    text: screen.vm.message
                    font.pixelSize: Theme.fontLarge
                    color: screen.vm.hasRefused ? Theme.warning : Theme.text
                    wrapMode: Text.Wrap
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }

                PinDots {
                    id: dots

                    objectName: "pinDots"
                    Layout.alignment: Qt.AlignHCenter
                    filled: screen.vm.typedDigits
                    length: screen.vm.pinDigits
                    opacity: screen.vm.canType ? 1 : 0.4
                }

                NumberPad {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    texts: screen.vm.texts
                    keyPrefix: "pinKey"
                    enabled: screen.vm.canType
                    onTyped: text => screen.vm.type(text)
                    onErased: screen.vm.erase()
                    onCleared: screen.vm.clear()
                }
            }
        }
    }
}
