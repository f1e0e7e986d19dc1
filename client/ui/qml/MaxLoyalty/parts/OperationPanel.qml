import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// One operation close up: what became of it, why, what to do, its slip (CSH-64, CSH-78).
//
//   vm  OperationsViewModel
//   cancelAsked()  the person wants to take it back: ask first
Panel {
    id: panel

    required property OperationsViewModel vm
    readonly property color ink: ({
            "danger": Theme.danger,
            "warning": Theme.warning,
            "success": Theme.success
        })[vm.kind] ?? Theme.text

    signal cancelAsked

    AppText {
        anchors.centerIn: parent
        width: parent.width - Theme.spaceXl * 2
        visible: !panel.vm.hasChosen
        horizontalAlignment: Text.AlignHCenter
        text: panel.vm.texts.operationsPick
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    ColumnLayout {
        anchors.fill: parent
        visible: panel.vm.hasChosen
        spacing: Theme.spaceM

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceM

                AppText {
                    objectName: "operationTitle"
                    Layout.fillWidth: true
                    text: panel.vm.title
                    font.pixelSize: Theme.fontTitle
                    font.weight: Theme.weightStrong
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.fontBody
                }

                AppText {
                    objectName: "operationPoints"
                    text: panel.vm.points
                    font.pixelSize: Theme.fontTitle
                    font.weight: Theme.weightStrong
                }
            }

            AppText {
                objectName: "operationGuest"
                Layout.fillWidth: true
                Layout.topMargin: -Theme.spaceS
                text: panel.vm.guest
                color: Theme.textMuted
            }

            AppText {
                objectName: "operationHeadline"
                Layout.fillWidth: true
                text: panel.vm.headline
                font.weight: Theme.weightStrong
                color: panel.ink
            }

            AppText {
                objectName: "operationText"
                Layout.fillWidth: true
                Layout.topMargin: -Theme.spaceS
                text: panel.vm.text
                wrapMode: Text.Wrap
            }

            AppText {
                objectName: "operationNextStep"
                Layout.fillWidth: true
                visible: panel.vm.nextStep !== ""
                text: `${panel.vm.texts.operationNextStep} ${panel.vm.nextStep}`
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }

            QuoteLines {
                Layout.fillWidth: true
                model: panel.vm.facts
            }

            Item {
                Layout.fillHeight: true
            }

            Item {
                id: among

                Layout.fillWidth: true
                implicitHeight: Theme.isFolded ? more.implicitHeight : 0
                visible: Theme.isFolded
            }
        }

        AppButton {
            objectName: "operationSettle"
            Layout.fillWidth: true
            visible: panel.vm.isInDoubt
            kind: "primary"
            text: panel.vm.isBusy ? panel.vm.texts.checkoutBusyServer : panel.vm.texts.operationSettle
            isBusy: panel.vm.isBusy
            onClicked: panel.vm.settle()
        }

        AppButton {
            objectName: "operationAcknowledge"
            Layout.fillWidth: true
            visible: panel.vm.canAcknowledge
            kind: "primary"
            text: panel.vm.texts.operationAcknowledge
            isBusy: panel.vm.isBusy
            onClicked: panel.vm.acknowledge()
        }

        Item {
            id: below

            Layout.fillWidth: true
            implicitHeight: Theme.isFolded ? 0 : more.implicitHeight
            visible: !Theme.isFolded
        }
    }

    // Always at hand while there is room; among what is scrolled once letters leave none.
    ColumnLayout {
        id: more

        parent: Theme.isFolded ? among : below
        width: parent.width
        spacing: Theme.spaceM

        AppButton {
            objectName: "operationAbandon"
            Layout.fillWidth: true
            visible: panel.vm.isInDoubt
            text: panel.vm.texts.checkoutDoubtCancel
            isBusy: panel.vm.isBusy
            onClicked: panel.vm.abandon()
        }

        AppButton {
            objectName: "operationReprint"
            Layout.fillWidth: true
            visible: panel.vm.canReprint
            glyph: "printer"
            text: panel.vm.texts.operationReprint
            onClicked: panel.vm.reprint()
        }

        AppButton {
            objectName: "operationRefund"
            Layout.fillWidth: true
            visible: panel.vm.canRefund
            isBusy: panel.vm.isBusy
            glyph: panel.vm.mayCancel ? "undo" : "lock"
            text: panel.vm.texts.operationRefund
            Accessible.description: panel.vm.mayCancel ? "" : panel.vm.texts.withManager
            onClicked: panel.vm.refund()
        }

        AppButton {
            objectName: "operationCancel"
            Layout.fillWidth: true
            visible: panel.vm.canCancel
            isBusy: panel.vm.isBusy
            glyph: panel.vm.mayCancel ? "undo" : "lock"
            text: panel.vm.texts.operationCancel
            Accessible.description: panel.vm.mayCancel ? "" : panel.vm.texts.withManager
            onClicked: panel.cancelAsked()
        }
    }
}
