import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A redemption the server has not answered for: wait, or take it back. Nothing else can be done.
//
//   vm  CheckoutViewModel
Rectangle {
    id: cover

    required property CheckoutViewModel vm

    objectName: "checkoutDoubt"
    visible: vm.isInDoubt
    color: Theme.scrim

    MouseArea {
        anchors.fill: parent
    }

    Panel {
        anchors.centerIn: parent
        width: Math.min(Theme.px(640), parent.width - Theme.spaceXl * 2)
        height: words.implicitHeight + padding * 2
        padding: Theme.spaceXl

        ColumnLayout {
            id: words

            width: parent.width
            spacing: Theme.spaceM

            IconGlyph {
                Layout.alignment: Qt.AlignHCenter
                name: "warning"
                size: Theme.iconLarge
                color: Theme.warning
            }

            AppText {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: cover.vm.texts.checkoutDoubtTitle
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }

            AppText {
                objectName: "checkoutDoubtText"
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: cover.vm.doubtText
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }

            AppButton {
                objectName: "checkoutDoubtWait"
                Layout.fillWidth: true
                Layout.topMargin: Theme.spaceM
                kind: "primary"
                text: cover.vm.isBusy ? cover.vm.texts.checkoutBusyServer : cover.vm.texts.checkoutDoubtWait
                isBusy: cover.vm.isBusy
                onClicked: cover.vm.waitForAnswer()
            }

            AppButton {
                objectName: "checkoutDoubtCancel"
                Layout.fillWidth: true
                text: cover.vm.texts.checkoutDoubtCancel
                isBusy: cover.vm.isBusy
                onClicked: cover.vm.abandonRedemption()
            }
        }
    }
}
