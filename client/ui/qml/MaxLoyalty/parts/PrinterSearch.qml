pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Looking for printers, and those that were found.
//
//   vm  PrinterViewModel
ColumnLayout {
    id: search

    required property PrinterViewModel vm
    readonly property bool isSearching: vm.searchState === "searching"

    spacing: Theme.spaceM

    AppButton {
        objectName: "printerSearch"
        Layout.fillWidth: true
        visible: !search.isSearching
        glyph: "search"
        text: search.vm.texts.printerSearch
        onClicked: search.vm.search()
    }

    AppButton {
        objectName: "printerSearchStop"
        Layout.fillWidth: true
        visible: search.isSearching
        glyph: "close"
        text: search.vm.texts.printerSearchStop
        onClicked: search.vm.stopSearch()
    }

    AppText {
        objectName: "printerSearchNote"
        Layout.fillWidth: true
        visible: text !== ""
        text: ({
                "searching": search.vm.texts.printerSearching,
                "nothing": search.vm.texts.printerFoundNone,
                "results": search.vm.texts.printerFoundText
            })[search.vm.searchState] ?? ""
        color: Theme.textMuted
    }

    Repeater {
        model: search.vm.foundPrinters

        SectionRow {
            required property int index

            objectName: `printerFound_${index}`
            Layout.fillWidth: true
            glyph: "printer"
            onClicked: search.vm.take(index)
        }
    }
}
