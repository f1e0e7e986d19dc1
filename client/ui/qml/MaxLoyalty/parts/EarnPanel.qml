import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What the check earns, or has off, line by line (CSH-20, CSH-38).
//
//   vm  CheckoutViewModel
Panel {
    id: panel

    required property CheckoutViewModel vm

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceXs

        RowLayout {
            Layout.fillWidth: true

            AppText {
                Layout.fillWidth: true
                text: panel.vm.earnTitle
                font.weight: Theme.weightStrong
            }

            AppText {
                objectName: "checkoutEarnTotal"
                text: panel.vm.earnTotal
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
                color: Theme.accent
                Accessible.name: `${panel.vm.texts.checkoutEarnTotal} ${text}`
            }
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: panel.vm.toPay === ""

            EmptyState {
                objectName: "checkoutHint"
                anchors.centerIn: parent
                glyph: "receipt"
                title: panel.vm.confirmText
                text: panel.vm.earnNote
            }
        }

        LineList {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: panel.vm.toPay !== ""
            model: panel.vm.rows
            emptyText: panel.vm.earnNote
        }
    }
}
