import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What was booked, large enough to be read over the counter.
//
//   vm  DoneViewModel
ScrollColumn {
    id: summary

    required property DoneViewModel vm

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceL

        Rectangle {
            implicitWidth: Theme.px(88)
            implicitHeight: implicitWidth
            radius: width / 2
            color: Theme.successSoft

            IconGlyph {
                anchors.centerIn: parent
                name: "check"
                size: Theme.px(52)
                weight: 2.4
                color: Theme.success
            }
        }

        AppText {
            objectName: "doneTitle"
            Layout.fillWidth: true
            text: summary.vm.title
            font.pixelSize: Theme.fontHeadline
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
    }

    GridLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceS
        columns: Theme.isFolded ? 1 : 2
        columnSpacing: Theme.spaceXxl

        LabelledNumber {
            objectName: "doneBalance"
            visible: summary.vm.balance !== ""
            label: summary.vm.texts.doneBalance
            number: `${summary.vm.balance} ${summary.vm.balanceNoun}`
            color: Theme.accent
        }

        LabelledNumber {
            objectName: "doneToPay"
            visible: number !== ""
            label: summary.vm.texts.checkoutToPay
            number: summary.vm.toPay
        }
    }

    QuoteLines {
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceS
        model: summary.vm.rows
    }

    Item {
        Layout.fillHeight: true
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceS

        IconGlyph {
            name: summary.vm.isPending ? "clock" : "check"
            size: Theme.iconSmall
            color: summary.vm.isPending ? Theme.warning : Theme.success
        }

        AppText {
            objectName: "doneNote"
            Layout.fillWidth: true
            text: summary.vm.note
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }
    }
}
