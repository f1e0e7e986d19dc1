import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The till is wiped: what is lost is said, and must be typed (SEC-28).
Item {
    id: screen

    required property WipeViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.wipeTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            AppText {
                Layout.fillWidth: true
                text: screen.vm.texts.wipeText
                font.pixelSize: Theme.fontLarge
                color: Theme.textMuted
            }

            AppText {
                objectName: "wipeLoss"
                Layout.fillWidth: true
                text: screen.vm.lossTitle
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
                color: screen.vm.isSafe ? Theme.success : Theme.danger
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }

            AppText {
                Layout.fillWidth: true
                visible: text !== ""
                text: screen.vm.lossText
                font.pixelSize: Theme.fontLarge
            }

            AppButton {
                objectName: "wipeHandOver"
                kind: "primary"
                glyph: "send"
                visible: !screen.vm.isSafe
                text: screen.vm.texts.wipeHandOver
                onClicked: screen.vm.handOver()
            }

            Item {
                Layout.fillHeight: true
            }

            AppField {
                id: typed

                objectName: "wipeTyped"
                Layout.preferredWidth: Theme.panelWidth
                label: screen.vm.prompt
                text: screen.vm.typed
                maximumLength: 40
                onEdited: text => screen.vm.typed = text
            }
        }

        AppButton {
            objectName: "wipeConfirm"
            Layout.preferredWidth: Theme.panelWidth
            kind: "danger"
            glyph: "trash"
            enabled: screen.vm.canWipe
            isBusy: screen.vm.isBusy
            text: screen.vm.texts.wipeConfirm
            onClicked: screen.vm.wipe()
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: typed.isActive
        texts: screen.vm.texts
        target: typed
        onDone: screen.forceActiveFocus()
    }
}
