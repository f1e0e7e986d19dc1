import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What there is to pay, big, and what the card holds afterwards.
//
//   vm  CheckoutViewModel
RowLayout {
    id: totals

    required property CheckoutViewModel vm

    implicitHeight: Theme.px(64)
    spacing: Theme.spaceM

    AppText {
        visible: totals.vm.toPay !== ""
        text: totals.vm.texts.checkoutToPay
        color: Theme.textMuted
    }

    AppText {
        objectName: "checkoutToPay"
        Layout.fillWidth: true
        text: totals.vm.toPay
        font.pixelSize: Theme.fontNumber
        font.weight: Theme.weightStrong
        Accessible.name: `${totals.vm.texts.checkoutToPay} ${text}`
    }

    Column {
        visible: totals.vm.balanceAfter !== ""

        AppText {
            anchors.right: parent.right
            text: totals.vm.texts.checkoutAfter
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }

        AppText {
            objectName: "checkoutBalanceAfter"
            anchors.right: parent.right
            text: totals.vm.balanceAfter
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightMedium
        }
    }
}
