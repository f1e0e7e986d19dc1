import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What the server said of another till's work, and the code that proves it to that till.
//
//   vm  CarryViewModel
ScrollColumn {
    id: done

    required property CarryViewModel vm

    AppText {
        objectName: "carryDoneTitle"
        Layout.fillWidth: true
        text: done.vm.doneTitle
        font.pixelSize: Theme.fontTitle
        font.weight: Theme.weightStrong
        color: Theme.success
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }

    AppText {
        objectName: "carryDoneText"
        Layout.fillWidth: true
        text: done.vm.doneText
        font.pixelSize: Theme.fontLarge
    }

    AppText {
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceL
        visible: done.vm.proof !== ""
        text: done.vm.texts.carryProof
        font.pixelSize: Theme.fontLarge
        color: Theme.textMuted
    }

    AmountText {
        objectName: "carryProof"
        Layout.fillWidth: true
        visible: done.vm.proof !== ""
        text: done.vm.proof
        font.pixelSize: Theme.fontDisplay
        font.weight: Theme.weightStrong
    }

    Item {
        Layout.fillHeight: true
    }

    AppButton {
        objectName: "carryNext"
        text: done.vm.texts.carryNext
        onClicked: done.vm.takeMore()
    }
}
