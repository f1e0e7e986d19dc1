pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// What works now and what does not, what waits, until when: all of it in plain words. Below it whether the
// server answers, asked at this moment; what came of it takes the place that was kept for it.
//
//   app  AppViewModel
T.Dialog {
    id: sheet

    required property AppViewModel app
    readonly property ConnectionViewModel vm: app.status.connection

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.side(820), parent ? parent.width - Theme.spaceXl * 2 : Theme.side(820))
    height: Math.min(implicitHeight, parent ? parent.height - Theme.spaceXl * 2 : implicitHeight)
    implicitHeight: contentItem.implicitHeight + padding * 2
    padding: Theme.spaceXl
    modal: true
    focus: true
    visible: vm.isShown
    onClosed: sheet.vm.hide()

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.overlay
        border.width: Theme.line
        border.color: Theme.outline

        Shadow {
            radius: Theme.radiusL
        }
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    contentItem: ColumnLayout {
        spacing: Theme.spaceM
        focus: true

        AppText {
            objectName: "connectionSheetTitle"
            Layout.fillWidth: true
            text: sheet.vm.sheetTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        ScrollColumn {
            objectName: "connectionFacts"
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceS

            Repeater {
                model: sheet.vm.facts

                FactRow {
                    Layout.fillWidth: true
                }
            }
        }

        ProgressLine {
            Layout.fillWidth: true
            opacity: sheet.vm.isBusy ? 1 : 0
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.target
            Layout.maximumHeight: Theme.target
            visible: sheet.vm.hasServer
            spacing: Theme.spaceM

            IconGlyph {
                name: sheet.vm.checkGlyph
                color: ({
                        "success": Theme.success,
                        "warning": Theme.warning
                    })[sheet.vm.checkKind] ?? Theme.textMuted
            }

            AppText {
                objectName: "connectionCheck"
                Layout.fillWidth: true
                Layout.maximumHeight: parent.height
                text: sheet.vm.checkText
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.fontLeast
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM
            uniformCellSizes: true

            AppButton {
                objectName: "connectionClose"
                Layout.fillWidth: true
                text: sheet.app.texts.close
                onClicked: sheet.close()
            }

            AppButton {
                objectName: "connectionTryNow"
                Layout.fillWidth: true
                visible: sheet.vm.hasServer
                kind: "primary"
                glyph: "refresh"
                isBusy: sheet.vm.isBusy
                text: sheet.app.texts.connectionTryNow
                onClicked: sheet.vm.check()
            }
        }
    }
}
