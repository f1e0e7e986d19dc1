import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// It is booked: what, the balance after it, the paper, and the next guest (CSH-84).
Item {
    id: screen

    required property DoneViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            objectName: "doneGuest"
            Layout.fillWidth: true
            Layout.minimumHeight: Theme.target
            title: screen.vm.guest
            note: screen.vm.phone
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                spacing: Theme.spaceM

                Panel {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    padding: Theme.spaceL

                    DoneSummary {
                        anchors.fill: parent
                        vm: screen.vm
                    }
                }

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.spaceM
                    uniformCellSizes: true

                    UndoButton {
                        objectName: "doneUndo"
                        Layout.fillWidth: true
                        vm: screen.vm.undo
                    }

                    AppButton {
                        objectName: "doneReprint"
                        Layout.fillWidth: true
                        glyph: "printer"
                        text: screen.vm.texts.doneReprint
                        isBusy: screen.vm.slip.isBusy
                        onClicked: screen.vm.slip.reprint()
                    }

                    AppButton {
                        objectName: "doneToGuest"
                        Layout.fillWidth: true
                        glyph: "user"
                        text: screen.vm.texts.doneToGuest
                        onClicked: screen.vm.openGuest()
                    }
                }

                AppButton {
                    objectName: "doneNext"
                    Layout.fillWidth: true
                    implicitHeight: Theme.px(88)
                    kind: "primary"
                    font.pixelSize: Theme.fontTitle
                    text: screen.vm.texts.doneNext
                    onClicked: screen.vm.nextGuest()
                }
            }

            Panel {
                Layout.preferredWidth: Theme.px(432)
                Layout.fillHeight: true
                padding: Theme.spaceM

                PaperStrip {
                    anchors.fill: parent
                    slip: screen.vm.slip
                }
            }
        }
    }
}
