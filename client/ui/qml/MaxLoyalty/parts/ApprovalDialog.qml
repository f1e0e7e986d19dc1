pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// A manager's yes over any screen: what is asked and who may at the left, the PIN at the right.
// Closed by Back, by Escape or by another screen: nothing is booked.
//
//   vm  ApprovalViewModel
T.Popup {
    id: dialog

    required property ApprovalViewModel vm

    objectName: "approvalDialog"
    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.px(1040), parent ? parent.width - Theme.spaceL * 2 : Theme.px(1040))
    height: Math.min(Theme.px(680), parent ? parent.height - Theme.spaceL * 2 : Theme.px(680))
    padding: Theme.spaceL
    modal: true
    focus: true
    visible: vm.isOpen
    closePolicy: T.Popup.NoAutoClose
    onVisibleChanged: keys.forceActiveFocus()

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.overlay
        border.width: Theme.line
        border.color: Theme.outline

        Shadow {}
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.quick
        }
    }

    Connections {
        target: dialog.vm

        function onRefusedPin(): void {
            dots.shake();
        }
    }

    contentItem: FocusScope {
        id: keys

        focus: true
        Keys.onPressed: event => dialog.vm.typeKey(event.text)
        Keys.onEscapePressed: dialog.vm.close()
        Keys.onBackPressed: dialog.vm.close()

        RowLayout {
            anchors.fill: parent
            spacing: Theme.spaceXl

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                spacing: Theme.spaceM

                ScrollColumn {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    spacing: Theme.spaceS

                    AppText {
                        Layout.fillWidth: true
                        text: dialog.vm.texts.approvalTitle
                        font.pixelSize: Theme.fontLarge
                        color: Theme.textMuted
                        Accessible.role: Accessible.Heading
                        Accessible.name: text
                    }

                    AppText {
                        objectName: "approvalWhat"
                        Layout.fillWidth: true
                        text: dialog.vm.what
                        font.pixelSize: Theme.fontTitle
                        font.weight: Theme.weightStrong
                    }

                    AppText {
                        objectName: "approvalWhom"
                        Layout.fillWidth: true
                        text: dialog.vm.whom
                        font.pixelSize: Theme.fontLarge
                    }

                    AppText {
                        objectName: "approvalWhy"
                        Layout.fillWidth: true
                        text: dialog.vm.why
                    }

                    AppText {
                        objectName: "approvalAsker"
                        Layout.fillWidth: true
                        text: dialog.vm.asker
                        color: Theme.textMuted
                    }

                    AppText {
                        Layout.fillWidth: true
                        Layout.topMargin: Theme.spaceM
                        visible: !dialog.vm.isNobody
                        text: dialog.vm.texts.approvalWho
                        font.pixelSize: Theme.fontSmall
                        color: Theme.textMuted
                    }

                    Repeater {
                        model: dialog.vm.tiles

                        StaffTile {
                            required property int index

                            objectName: `approvalTile_${index}`
                            Layout.fillWidth: true
                            isChosen: index === dialog.vm.chosenIndex
                            onClicked: dialog.vm.choose(index)
                        }
                    }

                    AppText {
                        objectName: "approvalNobody"
                        Layout.fillWidth: true
                        Layout.topMargin: Theme.spaceM
                        visible: dialog.vm.isNobody
                        text: `${dialog.vm.texts.approvalNobody}. ${dialog.vm.texts.approvalNobodyText}`
                        color: Theme.warning
                    }

                    Item {
                        Layout.fillHeight: true
                    }
                }

                AppButton {
                    objectName: "approvalClose"
                    Layout.fillWidth: true
                    glyph: "back"
                    text: dialog.vm.texts.back
                    onClicked: dialog.vm.close()
                }
            }

            ColumnLayout {
                Layout.fillHeight: true
                Layout.maximumWidth: Theme.padWidth
                Layout.preferredWidth: Theme.padWidth
                spacing: Theme.spaceM

                AppText {
                    objectName: "approvalMessage"
                    Layout.fillWidth: true
                    Layout.minimumHeight: Theme.px(64)
                    horizontalAlignment: Text.AlignHCenter
                    text: dialog.vm.message
                    font.pixelSize: Theme.fontLarge
                    color: dialog.vm.hasRefused ? Theme.warning : Theme.text
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }

                PinDots {
                    id: dots

                    objectName: "approvalDots"
                    Layout.alignment: Qt.AlignHCenter
                    filled: dialog.vm.typedDigits
                    length: dialog.vm.pinDigits
                    opacity: dialog.vm.canType ? 1 : 0.4
                }

                NumberPad {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    texts: dialog.vm.texts
                    keyPrefix: "approvalKey"
                    enabled: dialog.vm.canType
                    onTyped: text => dialog.vm.type(text)
                    onErased: dialog.vm.erase()
                    onCleared: dialog.vm.clear()
                }
            }
        }
    }
}
