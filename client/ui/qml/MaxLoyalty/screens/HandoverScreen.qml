import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What this till did and nobody was told of: a file, codes, and the proof that all arrived (design §3).
Item {
    id: screen

    required property HandoverViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            visible: !screen.vm.isShutOut
            title: screen.vm.title
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: screen.vm.code === ""

            Sides {
                Layout.fillWidth: true
                Layout.fillHeight: true

                UnsentPanel {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    vm: screen.vm
                }

                ColumnLayout {
                    Layout.preferredWidth: Theme.side(440)
                    Layout.fillWidth: Theme.isFolded
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    AppButton {
                        objectName: "handoverCodes"
                        Layout.fillWidth: true
                        glyph: "scan"
                        visible: !screen.vm.isSafe
                        isBusy: screen.vm.isBusy
                        text: screen.vm.texts.handoverCodes
                        onClicked: screen.vm.showCodes()
                    }

                    AppField {
                        id: proof

                        objectName: "handoverProof"
                        Layout.fillWidth: true
                        visible: !screen.vm.isSafe
                        label: screen.vm.texts.handoverProof
                        note: screen.vm.texts.handoverProofNote
                        error: screen.vm.proofError
                        text: screen.vm.proof
                        script: "en"
                        capitalization: Font.AllUppercase
                        maximumLength: 12
                        onEdited: text => screen.vm.proof = text
                    }

                    AppButton {
                        objectName: "handoverAskAgain"
                        Layout.fillWidth: true
                        kind: "quiet"
                        glyph: "refresh"
                        visible: screen.vm.isShutOut
                        text: screen.vm.texts.handoverAskAgain
                        onClicked: screen.vm.askAgain()
                    }

                    AppButton {
                        objectName: "handoverWipe"
                        Layout.fillWidth: true
                        kind: screen.vm.isSafe ? "secondary" : "quiet"
                        glyph: "trash"
                        visible: screen.vm.isShutOut
                        text: screen.vm.texts.safetyWipe
                        onClicked: screen.vm.openWipe()
                    }
                }
            }
        }

        AppButton {
            objectName: "handoverSave"
            Layout.fillWidth: true
            kind: "primary"
            glyph: "down"
            leastHeight: Theme.px(80)
            visible: !screen.vm.isSafe && screen.vm.code === "" && !keyboard.visible
            isBusy: screen.vm.isBusy
            text: screen.vm.texts.handoverSave
            onClicked: screen.vm.saveFile()
        }

        HandoverCodes {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: screen.vm.code !== ""
            vm: screen.vm
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: proof.isActive
        texts: screen.vm.texts
        layout: "en"
        target: proof
        onDone: screen.forceActiveFocus()
    }
}
