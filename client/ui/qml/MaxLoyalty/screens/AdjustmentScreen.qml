import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Points given or taken by hand: how many at the left, why at the right (CSH-95…CSH-97).
Item {
    id: screen

    required property AdjustmentViewModel vm
    readonly property bool isWriting: note.isActive

    onIsWritingChanged: pause.restart()
    focus: true
    Keys.onPressed: event => screen.press(event)

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: `${screen.vm.title} · ${screen.vm.guest}`
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
                    visible: !screen.isWriting
                    spacing: Theme.spaceM

                    Choice {
                        Layout.fillWidth: true
                        prefix: "adjustmentDirection"
                        values: ["give", "take"]
                        labels: [screen.vm.texts.adjustmentGive, screen.vm.texts.adjustmentTake]
                        current: screen.vm.direction
                        onChosen: direction => screen.vm.chooseDirection(direction)
                    }

                    AmountField {
                        objectName: "adjustmentPoints"
                        Layout.fillWidth: true
                        isLarge: true
                        isChosen: true
                        label: screen.vm.texts.adjustmentPoints
                        number: screen.vm.points
                        error: screen.vm.error
                    }

                    MoneyPad {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        texts: screen.vm.texts
                        keyPrefix: "adjustmentKey"
                        hasComma: false
                        hasSign: true
                        onTyped: text => screen.vm.typeKey(text)
                        onErased: screen.vm.erase()
                        onCleared: screen.vm.clear()
                        onSigned: screen.vm.changeSign()
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
                            text: screen.vm.texts.adjustmentReason
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textMuted
                        }

                        Choice {
                            Layout.fillWidth: true
                            prefix: "adjustmentReason"
                            columns: screen.isWriting ? 5 : 3
                            values: screen.vm.reasons
                            labels: screen.vm.reasonTexts
                            current: screen.vm.reason
                            onChosen: reason => screen.vm.chooseReason(reason)
                        }

                        AppField {
                            id: note

                            objectName: "adjustmentNote"
                            Layout.fillWidth: true
                            label: screen.vm.texts.adjustmentNote
                            placeholder: screen.vm.noteLabel
                            text: screen.vm.note
                            maximumLength: 200
                            onEdited: text => screen.vm.note = text
                            onAccepted: screen.forceActiveFocus()
                        }

                        Item {
                            Layout.fillHeight: true
                        }

                        BeforeAfter {
                            Layout.fillWidth: true
                            visible: !screen.isWriting
                            vm: screen.vm
                        }
                    }

                    AppButton {
                        objectName: "adjustmentConfirm"
                        parent: Theme.isFolded ? foot : words
                        glyph: screen.vm.needsApproval ? "lock" : ""
                        Accessible.description: screen.vm.needsApproval ? screen.vm.texts.withManager : ""
                        Layout.fillWidth: true
                        leastHeight: Theme.px(80)
                        visible: !screen.isWriting
                        kind: "primary"
                        font.pixelSize: Theme.fontTitle
                        text: screen.vm.confirmText
                        enabled: screen.vm.canConfirm && !screen.vm.isBusy && !pause.running
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

    // The last key of the keyboard lies where the button appears: a second tap must not press it.
    Timer {
        id: pause

        interval: Theme.calm
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: screen.isWriting
        texts: screen.vm.texts
        target: note
        onDone: screen.forceActiveFocus()
    }

    ApprovalDialog {
        vm: screen.vm.approval
    }

    function press(event: KeyEvent): void {
        if (event.key === Qt.Key_Backspace)
            vm.erase();
        else if (event.text === "-" || event.text === "+")
            vm.chooseDirection(event.text === "-" ? "take" : "give");
        else
            vm.typeKey(event.text);
    }
}
