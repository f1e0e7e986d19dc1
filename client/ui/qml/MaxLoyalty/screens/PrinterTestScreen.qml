pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The test slip: printed, then asked about one question at a time, then kept.
Item {
    id: screen

    required property PrinterTestViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.testTitle
            note: screen.vm.printer
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "testAgain"
                visible: screen.vm.state !== "start"
                isBusy: screen.vm.isBusy
                glyph: "refresh"
                text: screen.vm.texts.testAgain
                onClicked: screen.vm.printSlip()
            }
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            EmptyState {
                objectName: "testStartText"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: screen.vm.state === "start"
                glyph: "printer"
                title: screen.vm.texts.testStartTitle
                text: screen.vm.texts.testStartText
            }

            AppText {
                objectName: "testQuestion"
                Layout.fillWidth: true
                visible: screen.vm.state !== "start"
                text: screen.vm.state === "done" ? screen.vm.texts.testDone : screen.vm.title
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
            }

            AppText {
                Layout.fillWidth: true
                visible: screen.vm.state === "question"
                text: screen.vm.text
                color: Theme.textMuted
            }

            Choice {
                Layout.fillWidth: true
                Layout.topMargin: Theme.spaceM
                visible: screen.vm.state === "question"
                prefix: "testAnswer"
                columns: Theme.isFolded ? Math.min(2, screen.vm.columns) : screen.vm.columns
                values: screen.vm.values
                labels: screen.vm.labels
                onChosen: value => screen.vm.answer(value)
            }

            Repeater {
                model: screen.vm.state === "done" ? screen.vm.summary : []

                AppText {
                    required property string modelData

                    Layout.fillWidth: true
                    text: modelData
                    font.pixelSize: Theme.fontLarge
                }
            }

            Item {
                Layout.fillHeight: true
                visible: screen.vm.state !== "start"
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            AppButton {
                objectName: "testStepBack"
                Layout.fillWidth: true
                visible: screen.vm.canStepBack
                glyph: "back"
                text: screen.vm.texts.testStepBack
                onClicked: screen.vm.stepBack()
            }

            AppButton {
                objectName: "testStart"
                Layout.fillWidth: true
                kind: "primary"
                visible: screen.vm.state === "start"
                isBusy: screen.vm.isBusy
                glyph: "printer"
                text: screen.vm.texts.testStart
                onClicked: screen.vm.printSlip()
            }

            AppButton {
                objectName: "testSave"
                Layout.fillWidth: true
                kind: "primary"
                visible: screen.vm.state === "done"
                isBusy: screen.vm.isBusy
                glyph: "check"
                text: screen.vm.texts.save
                onClicked: screen.vm.save()
            }
        }
    }
}
