import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What was booked, large enough to be read over the counter.
//
//   vm  DoneViewModel
ColumnLayout {
    id: summary

    required property DoneViewModel vm

    spacing: Theme.spaceM

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceL

        Rectangle {
            implicitWidth: Theme.px(88)
            implicitHeight: implicitWidth
            radius: width / 2
            color: Theme.accentSoft

            IconGlyph {
                anchors.centerIn: parent
                name: "check"
                size: Theme.px(52)
                weight: 2.4
                color: Theme.accent
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

    RowLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceS
        spacing: Theme.spaceXxl

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

    LineList {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.topMargin: Theme.spaceS
        model: summary.vm.rows
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceS

        IconGlyph {
            name: summary.vm.isPending ? "clock" : "check"
            size: Theme.iconSmall
            color: summary.vm.isPending ? Theme.warning : Theme.accent
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
