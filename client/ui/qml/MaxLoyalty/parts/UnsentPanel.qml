import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What happened to this till, how much nobody was told of, and where the saved file is.
//
//   vm  HandoverViewModel
Panel {
    id: panel

    required property HandoverViewModel vm

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceM

        AppText {
            objectName: "shutOutTitle"
            Layout.fillWidth: true
            visible: panel.vm.isShutOut
            text: panel.vm.title
            font.pixelSize: Theme.fontHeadline
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        AppText {
            Layout.fillWidth: true
            text: panel.vm.text
            font.pixelSize: Theme.fontLarge
            color: Theme.textMuted
        }

        AppText {
            objectName: "handoverUnsent"
            Layout.fillWidth: true
            Layout.topMargin: Theme.spaceM
            text: panel.vm.unsentTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            color: panel.vm.isSafe ? Theme.success : Theme.warning
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }

        AppText {
            objectName: "handoverFacts"
            Layout.fillWidth: true
            visible: text !== ""
            text: panel.vm.isSafe ? panel.vm.texts.handoverDoneText : panel.vm.unsentFacts
            font.pixelSize: Theme.fontLarge
        }

        AppText {
            objectName: "handoverFile"
            Layout.fillWidth: true
            Layout.topMargin: Theme.spaceM
            visible: text !== ""
            text: panel.vm.fileText
            wrapMode: Text.Wrap
            font.weight: Theme.weightMedium
        }

        AppText {
            Layout.fillWidth: true
            visible: panel.vm.fileText !== ""
            text: panel.vm.texts.handoverSavedText
            color: Theme.textMuted
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
