pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The reports there are, and what may be done with the shift.
//
//   vm            ShiftViewModel
//   closeAsked()  signal
ColumnLayout {
    id: side

    required property ShiftViewModel vm
    readonly property bool isReady: vm.state === "ready"

    signal closeAsked

    spacing: Theme.spaceM

    ListView {
        id: list

        objectName: "shiftReports"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: Theme.key
        visible: side.isReady
        clip: true
        spacing: Theme.spaceS
        model: side.vm.reports
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 0

        ScrollMark {
            parent: list
            flickable: list
        }

        delegate: ReportTile {
            required property int index

            objectName: `shiftReport_${index}`
            width: list.width
            isChosen: index === side.vm.chosenIndex
            onClicked: side.vm.choose(index)
        }
    }

    Item {
        Layout.fillHeight: true
        visible: !side.isReady
    }

    AppText {
        Layout.fillWidth: true
        visible: !side.vm.maySeePast
        text: side.vm.texts.shiftPastForbidden
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    Pill {
        objectName: "shiftPaper"
        Layout.alignment: Qt.AlignHCenter
        Layout.maximumWidth: side.width
        visible: side.vm.hasPaper
        glyph: side.vm.slip.glyph
        text: side.vm.slip.text
        kind: side.vm.slip.kind
    }

    AppButton {
        objectName: "shiftPrint"
        Layout.fillWidth: true
        visible: side.isReady && side.vm.hasReport
        isBusy: side.vm.isBusy
        glyph: "printer"
        text: side.vm.isOpen && side.vm.chosenIndex === 0 ? side.vm.texts.shiftPrintNow : side.vm.texts.shiftPrint
        onClicked: side.vm.print()
    }

    AppButton {
        objectName: "shiftTakeOver"
        Layout.fillWidth: true
        visible: side.isReady && side.vm.isOpen && !side.vm.isMine
        isBusy: side.vm.isBusy
        glyph: "user"
        text: side.vm.texts.shiftTakeOver
        onClicked: side.vm.takeOver()
    }

    AppButton {
        objectName: "shiftHandOver"
        Layout.fillWidth: true
        visible: side.isReady && side.vm.isOpen && side.vm.isMine
        hint: side.vm.hasColleagues ? "" : side.vm.texts.shiftHandOverNobody
        isBusy: side.vm.isBusy
        glyph: "send"
        text: side.vm.texts.shiftHandOver
        onClicked: side.vm.askWhoTakesOver()
    }

    AppButton {
        objectName: "shiftClose"
        Layout.fillWidth: true
        leastHeight: Theme.px(72)
        visible: side.isReady && side.vm.isOpen
        kind: "primary"
        isBusy: side.vm.isBusy
        glyph: "lock"
        text: side.vm.texts.shiftClose
        onClicked: side.closeAsked()
    }

    AppButton {
        objectName: "shiftOpen"
        Layout.fillWidth: true
        leastHeight: Theme.px(72)
        visible: side.isReady && !side.vm.isOpen
        kind: "primary"
        isBusy: side.vm.isBusy
        glyph: "clock"
        text: side.vm.texts.shiftOpen
        onClicked: side.vm.open()
    }
}
