import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A guest: who, how many points, and the next step (CSH-16, CSH-18).
Item {
    id: screen

    required property GuestViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.name
            note: screen.vm.phone
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "guestHistoryButton"
                visible: screen.vm.canSeeHistory
                kind: "quiet"
                glyph: "list"
                text: screen.vm.texts.history
                onClicked: screen.vm.openHistory()
            }

            Pill {
                objectName: "guestStatus"
                text: screen.vm.status
                kind: screen.vm.statusKind
            }

            Pill {
                objectName: "guestLevel"
                glyph: "star"
                text: screen.vm.level
            }
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            Banner {
                objectName: "guestNotice"
                Layout.fillWidth: true
                visible: screen.vm.noticeTitle !== ""
                kind: screen.vm.noticeKind
                title: screen.vm.noticeTitle
                text: screen.vm.noticeText
            }

            Sides {
                Layout.fillWidth: true
                Layout.fillHeight: true

                BalancePanel {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    vm: screen.vm
                }

                CardPanel {
                    Layout.fillWidth: Theme.isFolded
                    Layout.preferredWidth: Theme.px(440)
                    Layout.fillHeight: true
                    vm: screen.vm
                }
            }
        }

        GridLayout {
            Layout.fillWidth: true
            columns: Theme.isFolded ? 3 : 4
            columnSpacing: Theme.spaceM
            rowSpacing: Theme.spaceM

            AppButton {
                objectName: "guestPrintButton"
                Layout.fillWidth: Theme.isFolded
                Layout.preferredWidth: Theme.px(240)
                leastHeight: Theme.px(80)
                glyph: "printer"
                text: screen.vm.texts.printCard
                onClicked: screen.vm.printCard()
            }

            AppButton {
                objectName: "guestAdjustButton"
                visible: screen.vm.hasPoints
                Layout.fillWidth: Theme.isFolded
                Layout.preferredWidth: Theme.px(240)
                leastHeight: Theme.px(80)
                glyph: screen.vm.canAdjust ? "edit" : "lock"
                text: screen.vm.texts.adjust
                Accessible.description: screen.vm.canAdjust ? "" : screen.vm.texts.withManager
                onClicked: screen.vm.adjust()
            }

            AppButton {
                objectName: "guestTransferButton"
                visible: screen.vm.hasPoints
                Layout.fillWidth: Theme.isFolded
                Layout.preferredWidth: Theme.px(240)
                leastHeight: Theme.px(80)
                glyph: screen.vm.canAdjust ? "send" : "lock"
                text: screen.vm.texts.transfer
                Accessible.description: screen.vm.canAdjust ? "" : screen.vm.texts.withManager
                onClicked: screen.vm.transfer()
            }

            AppButton {
                objectName: "guestCheckoutButton"
                Layout.fillWidth: true
                Layout.columnSpan: Theme.isFolded ? 3 : 1
                leastHeight: Theme.px(80)
                kind: "primary"
                glyph: "receipt"
                font.pixelSize: Theme.fontTitle
                text: screen.vm.texts.newCheck
                enabled: screen.vm.canCheckOut
                onClicked: screen.vm.checkout()
            }
        }
    }
}
