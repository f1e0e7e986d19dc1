pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Points for another guest: whom and how many at the left, who was found and why at the right.
Item {
    id: screen

    required property TransferViewModel vm

    focus: true
    Keys.onPressed: event => screen.press(event)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: `${screen.vm.texts.transferTitle} · ${screen.vm.guest}`
            note: screen.vm.guestNote
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Sides {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ColumnLayout {
                    Layout.fillWidth: Theme.isFolded
                    Layout.preferredWidth: Theme.px(432)
                    Layout.maximumWidth: Theme.isFolded ? -1 : Theme.px(432)
                    spacing: Theme.spaceM

                    AmountField {
                        objectName: "transferReceiver"
                        Layout.fillWidth: true
                        isChosen: screen.vm.isSeeking
                        label: screen.vm.texts.transferReceiver
                        number: screen.vm.sought
                        onClicked: screen.vm.point("receiver")
                    }

                    AmountField {
                        objectName: "transferPoints"
                        Layout.fillWidth: true
                        isChosen: !screen.vm.isSeeking
                        label: screen.vm.texts.transferPoints
                        number: screen.vm.points
                        error: screen.vm.error
                        onClicked: screen.vm.point("points")
                    }

                    MoneyPad {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        texts: screen.vm.texts
                        keyPrefix: "transferKey"
                        hasComma: false
                        onTyped: text => screen.vm.typeKey(text)
                        onErased: screen.vm.erase()
                        onCleared: screen.vm.clear()
                    }
                }

                ColumnLayout {
                    id: words

                    Layout.fillWidth: true
                    spacing: Theme.spaceM

                    ScrollColumn {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredHeight: Theme.isFolded ? implicitHeight : 0

                        AppText {
                            objectName: "transferReceiverName"
                            Layout.fillWidth: true
                            text: screen.vm.receiver !== "" ? screen.vm.receiver : screen.vm.texts.transferWhom
                            font.pixelSize: Theme.fontTitle
                            font.weight: Theme.weightStrong
                            wrapMode: Text.Wrap
                        }

                        AppText {
                            objectName: "transferReceiverPhone"
                            Layout.fillWidth: true
                            visible: screen.vm.receiverPhone !== ""
                            text: screen.vm.receiverPhone
                            color: Theme.textMuted
                        }

                        ListView {
                            id: list

                            objectName: "transferHits"
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            implicitHeight: contentHeight
                            clip: true
                            spacing: Theme.spaceS
                            model: screen.vm.hits
                            boundsBehavior: Flickable.StopAtBounds
                            cacheBuffer: 0

                            ScrollMark {
                                parent: list
                                flickable: list
                            }

                            delegate: GuestRow {
                                required property int index

                                objectName: `transferHit_${index}`
                                width: list.width
                                onClicked: screen.vm.chooseGuest(index)
                            }
                        }

                        AppText {
                            text: screen.vm.texts.adjustmentReason
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textMuted
                        }

                        Choice {
                            Layout.fillWidth: true
                            prefix: "transferReason"
                            values: screen.vm.reasons
                            labels: screen.vm.reasonTexts
                            current: screen.vm.reason
                            onChosen: reason => screen.vm.chooseReason(reason)
                        }
                    }

                    AppButton {
                        objectName: "transferConfirm"
                        parent: Theme.isFolded ? foot : words
                        glyph: screen.vm.needsApproval ? "lock" : ""
                        Accessible.description: screen.vm.needsApproval ? screen.vm.texts.withManager : ""
                        Layout.fillWidth: true
                        leastHeight: Theme.px(80)
                        kind: "primary"
                        font.pixelSize: Theme.fontTitle
                        text: screen.vm.confirmText
                        enabled: screen.vm.canConfirm && !screen.vm.isBusy
                        onClicked: screen.vm.confirm()
                    }
                }
            }
        }

        ColumnLayout {
            id: foot

            Layout.fillWidth: true
            visible: Theme.isFolded
        }
    }

    ApprovalDialog {
        vm: screen.vm.approval
    }

    function press(event: KeyEvent): void {
        if (event.key === Qt.Key_Backspace)
            vm.erase();
        else
            vm.typeKey(event.text);
    }
}
