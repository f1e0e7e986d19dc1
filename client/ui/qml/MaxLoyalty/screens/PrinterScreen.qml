import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The printer of this till: which it is and how it is at the left, how it is found at the right.
Item {
    id: screen

    required property PrinterViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.printerTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "printerSave"
                kind: "primary"
                visible: screen.vm.canSave
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.save
                onClicked: screen.vm.save()
            }
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Sides {
                Layout.fillWidth: true
                uniformCellWidths: !Theme.isFolded

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    PrinterState {
                        Layout.fillWidth: true
                        vm: screen.vm
                    }

                    PrinterOptions {
                        Layout.fillWidth: true
                        vm: screen.vm
                    }
                }

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    PrinterSearch {
                        Layout.fillWidth: true
                        vm: screen.vm
                    }

                    LookChoice {
                        Layout.fillWidth: true
                        title: screen.vm.texts.printerWays
                        prefix: "printerKind"
                        columns: 2
                        values: screen.vm.kinds
                        labels: screen.vm.kindNames
                        current: screen.vm.printerKind
                        onChosen: value => screen.vm.choosePrinter(value)
                    }

                    AppField {
                        id: address

                        objectName: "printerAddress"
                        Layout.fillWidth: true
                        visible: screen.vm.needsAddress
                        label: screen.vm.texts.printerAddress
                        placeholder: screen.vm.addressHint
                        text: screen.vm.printerAddress
                        error: screen.vm.addressError
                        maximumLength: 200
                        onEdited: text => screen.vm.printerAddress = text
                        onAccepted: screen.vm.save()
                    }
                }
            }

            Item {
                Layout.fillHeight: true
            }
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: address.isActive
        texts: screen.vm.texts
        layout: "en"
        target: address
        onDone: screen.forceActiveFocus()
    }
}
