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

    contentItem: FocusScope {
        id: keys

        focus: true
        Keys.onPressed: event => dialog.vm.pad.typeKey(event.text)
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
                        visible: !dialog.vm.pad.isNobody
                        text: dialog.vm.texts.approvalWho
                        font.pixelSize: Theme.fontSmall
                        color: Theme.textMuted
                    }

                    Repeater {
                        model: dialog.vm.pad.tiles

                        StaffTile {
                            required property int index

                            objectName: `approvalTile_${index}`
                            Layout.fillWidth: true
                            isChosen: index === dialog.vm.pad.chosenIndex
                            onClicked: dialog.vm.pad.choose(index)
                        }
                    }

                    AppText {
                        objectName: "approvalNobody"
                        Layout.fillWidth: true
                        Layout.topMargin: Theme.spaceM
                        visible: dialog.vm.pad.isNobody
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

            PinEntry {
                Layout.fillHeight: true
                Layout.maximumWidth: Theme.padWidth
                Layout.preferredWidth: Theme.padWidth
                spacing: Theme.spaceM
                pad: dialog.vm.pad
                messageName: "approvalMessage"
                dotsName: "approvalDots"
                keyPrefix: "approvalKey"
            }
        }
    }
}
