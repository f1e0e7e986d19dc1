import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Part of a check goes back: how much at the left, why at the right (LOY-95…LOY-101).
Item {
    id: screen

    required property RefundViewModel vm

    focus: true
    Keys.onPressed: event => screen.press(event)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: `${screen.vm.texts.refundTitle} · ${screen.vm.guest}`
            note: screen.vm.left
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
                        objectName: "refundAmount"
                        Layout.fillWidth: true
                        isLarge: true
                        isChosen: true
                        label: screen.vm.texts.refundAmount
                        number: screen.vm.amount
                        unit: screen.vm.currency
                        error: screen.vm.error
                    }

                    MoneyPad {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        texts: screen.vm.texts
                        keyPrefix: "refundKey"
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

                        AppButton {
                            objectName: "refundAll"
                            Layout.fillWidth: true
                            text: screen.vm.texts.refundAll
                            onClicked: screen.vm.takeAll()
                        }

                        AppText {
                            text: screen.vm.texts.adjustmentReason
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textMuted
                        }

                        Choice {
                            Layout.fillWidth: true
                            prefix: "refundReason"
                            columns: 1
                            values: screen.vm.reasons
                            labels: screen.vm.reasonTexts
                            current: screen.vm.reason
                            onChosen: reason => screen.vm.chooseReason(reason)
                        }

                        AppText {
                            objectName: "refundHint"
                            Layout.fillWidth: true
                            text: screen.vm.texts.refundHint
                            color: Theme.textMuted
                            wrapMode: Text.Wrap
                        }

                        Item {
                            Layout.fillHeight: true
                        }
                    }

                    AppButton {
                        objectName: "refundConfirm"
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
