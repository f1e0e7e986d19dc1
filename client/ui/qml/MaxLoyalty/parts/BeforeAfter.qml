import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The balance as it is and as it will be, and how far one may go (CSH-96, CSH-97).
//
//   vm  AdjustmentViewModel
Panel {
    id: panel

    required property AdjustmentViewModel vm

    implicitHeight: inside.implicitHeight + padding * 2

    RowLayout {
        id: inside

        width: parent.width
        spacing: Theme.spaceL

        LabelledNumber {
            objectName: "adjustmentBefore"
            label: panel.vm.texts.adjustmentBefore
            number: panel.vm.before
        }

        IconGlyph {
            Layout.alignment: Qt.AlignBottom
            Layout.bottomMargin: Theme.spaceS
            name: "chevron"
            color: Theme.textFaint
        }

        LabelledNumber {
            objectName: "adjustmentAfter"
            label: panel.vm.texts.adjustmentAfter
            number: panel.vm.after
            color: Theme.accent
        }

        AppText {
            objectName: "adjustmentLimit"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignRight
            text: panel.vm.limit
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }
    }
}
