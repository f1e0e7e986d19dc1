pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// One check: the amount at the left, what comes of it at the right, one button that books it
// (CSH-20…CSH-37).
Item {
    id: screen

    required property CheckoutViewModel vm

    focus: true
    Keys.onPressed: event => screen.press(event)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        anchors.topMargin: Theme.spaceM
        anchors.bottomMargin: Theme.spaceM
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.guest
            note: screen.vm.guestNote
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            Pill {
                objectName: "checkoutNotice"
                visible: text !== ""
                glyph: "warning"
                text: screen.vm.noticeTitle
                kind: screen.vm.noticeKind
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            ScrollColumn {
                Layout.fillHeight: true
                Layout.preferredWidth: Theme.px(432)
                Layout.maximumWidth: Theme.px(432)

                CheckFields {
                    Layout.fillWidth: true
                    enabled: !screen.vm.isBusy
                    vm: screen.vm
                }

                MoneyPad {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    texts: screen.vm.texts
                    hasComma: !screen.vm.isTypingPoints
                    enabled: !screen.vm.isBusy
                    onTyped: text => screen.vm.typeKey(text)
                    onErased: screen.vm.erase()
                    onCleared: screen.vm.clear()
                }
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceM

                ScrollColumn {
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    EarnPanel {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.minimumHeight: Theme.fontBody * 7
                        padding: Theme.spaceM
                        vm: screen.vm
                    }

                    RedeemPanel {
                        Layout.fillWidth: true
                        Layout.preferredHeight: Math.max(implicitHeight, Theme.isFolded ? 0 : Theme.px(184))
                        padding: Theme.spaceM
                        visible: screen.vm.canRedeem || screen.vm.redeemRefusal !== ""
                        enabled: !screen.vm.isBusy
                        vm: screen.vm
                    }

                    TotalsLine {
                        Layout.fillWidth: true
                        vm: screen.vm
                    }
                }

                AppButton {
                    objectName: "checkoutConfirm"
                    Layout.fillWidth: true
                    implicitHeight: Theme.px(72)
                    kind: "primary"
                    font.pixelSize: Theme.fontTitle
                    text: screen.vm.confirmText
                    enabled: screen.vm.canConfirm && !screen.vm.isBusy
                    onClicked: screen.vm.confirm()
                }
            }
        }
    }

    Loader {
        anchors.fill: parent
        active: screen.vm.isInDoubt
        sourceComponent: DoubtCover {
            vm: screen.vm
        }
    }

    function press(event: KeyEvent): void {
        if (event.key === Qt.Key_Backspace)
            vm.erase();
        else
            vm.typeKey(event.text);
    }
}
