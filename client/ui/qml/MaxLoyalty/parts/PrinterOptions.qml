import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What is chosen of a printer besides its address: paper, logo, drawer.
//
//   vm  PrinterViewModel
ColumnLayout {
    id: options

    required property PrinterViewModel vm

    spacing: Theme.spaceM

    LookChoice {
        Layout.fillWidth: true
        title: options.vm.texts.printerPaper
        prefix: "printerPaper"
        values: ["58", "80"]
        labels: [options.vm.texts.paper58, options.vm.texts.paper80]
        current: options.vm.paper
        onChosen: value => options.vm.choosePaper(value)
    }

    LookChoice {
        Layout.fillWidth: true
        visible: options.vm.hasLogo
        title: options.vm.texts.printerLogo
        prefix: "printerLogo"
        values: ["yes", "no"]
        labels: [options.vm.texts.logoYes, options.vm.texts.logoNo]
        current: options.vm.logo
        onChosen: value => options.vm.chooseLogo(value)
    }

    LookChoice {
        Layout.fillWidth: true
        visible: options.vm.isReceiptPrinter
        title: options.vm.texts.printerDrawer
        prefix: "printerDrawer"
        values: ["none", "2", "5"]
        labels: [options.vm.texts.drawerNone, options.vm.texts.drawerPin2, options.vm.texts.drawerPin5]
        current: options.vm.drawer
        onChosen: value => options.vm.chooseDrawer(value)
    }

    AppButton {
        objectName: "drawerOpen"
        Layout.fillWidth: true
        visible: options.vm.isReceiptPrinter && options.vm.drawer !== "none"
        isBusy: options.vm.isBusy
        text: options.vm.texts.drawerOpen
        onClicked: options.vm.openDrawer()
    }
}
