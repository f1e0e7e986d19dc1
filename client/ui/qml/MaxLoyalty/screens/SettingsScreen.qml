import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What a person may choose on this till, and what this till is.
Item {
    id: screen

    required property SettingsViewModel vm
    readonly property AppField active: camera.isActive ? camera : address.isActive ? address : null

    onActiveChanged: Qt.callLater(screen.reveal)

    // The field somebody types into stays above the keyboard.
    function reveal(): void {
        const place = active ? active.mapToItem(panes, 0, 0).y - Theme.spaceXl : 0;
        choices.contentY = Math.max(0, Math.min(place, choices.contentHeight - choices.height));
    }

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.settings
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "settingsDevices"
                hint: screen.vm.mayManageDevices ? "" : screen.vm.texts.devicesForbidden
                text: screen.vm.texts.devicesOpen
                onClicked: screen.vm.openDevices()
            }

            AppButton {
                objectName: "settingsRescue"
                visible: screen.vm.mayManageDevices
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.rescueSave
                onClicked: screen.vm.saveWork()
            }

            AppButton {
                objectName: "settingsSave"
                kind: "primary"
                visible: screen.vm.canSave
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.save
                onClicked: screen.vm.save()
            }
        }

        Flickable {
            id: choices

            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: panes.implicitHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            RowLayout {
                id: panes

                width: parent.width
                spacing: Theme.spaceL
                uniformCellSizes: true

                ColumnLayout {
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    AppText {
                        text: screen.vm.texts.settingsLanguage
                        color: Theme.textMuted
                    }

                    Choice {
                        Layout.fillWidth: true
                        prefix: "settingsLanguage"
                        values: ["ru", "en"]
                        labels: [screen.vm.texts.russian, screen.vm.texts.english]
                        current: screen.vm.language
                        onChosen: value => screen.vm.chooseLanguage(value)
                    }

                    AppText {
                        Layout.topMargin: Theme.spaceS
                        text: screen.vm.texts.settingsTheme
                        color: Theme.textMuted
                    }

                    Choice {
                        Layout.fillWidth: true
                        prefix: "settingsTheme"
                        values: ["dark", "light"]
                        labels: [screen.vm.texts.themeDark, screen.vm.texts.themeLight]
                        current: screen.vm.isDark ? "dark" : "light"
                        onChosen: value => screen.vm.chooseTheme(value === "dark")
                    }

                    AppField {
                        id: camera

                        objectName: "settingsCamera"
                        Layout.topMargin: Theme.spaceS
                        Layout.fillWidth: true
                        label: screen.vm.texts.settingsCamera
                        note: screen.vm.texts.cameraSource
                        text: screen.vm.cameraSource
                        maximumLength: 400
                        onEdited: text => screen.vm.cameraSource = text
                        onAccepted: screen.vm.save()
                    }

                    AboutPanel {
                        Layout.topMargin: Theme.spaceS
                        Layout.fillWidth: true
                        vm: screen.vm
                    }
                }

                ColumnLayout {
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    AppText {
                        text: screen.vm.texts.settingsPrinter
                        color: Theme.textMuted
                    }

                    Choice {
                        Layout.fillWidth: true
                        columns: 2
                        prefix: "settingsPrinter"
                        values: ["virtual", "tcp", "usb", "serial", "file"]
                        labels: [screen.vm.texts.printerVirtual, screen.vm.texts.printerNetwork, screen.vm.texts.printerUsb, screen.vm.texts.printerSerial, screen.vm.texts.printerFile]
                        current: screen.vm.printerKind
                        onChosen: value => screen.vm.choosePrinter(value)
                    }

                    AppField {
                        id: address

                        objectName: "settingsPrinterAddress"
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

                    AppText {
                        Layout.topMargin: Theme.spaceS
                        text: screen.vm.texts.printerPaper
                        color: Theme.textMuted
                    }

                    Choice {
                        Layout.fillWidth: true
                        prefix: "settingsPaper"
                        values: ["58", "80"]
                        labels: [screen.vm.texts.paper58, screen.vm.texts.paper80]
                        current: screen.vm.paper
                        onChosen: value => screen.vm.choosePaper(value)
                    }
                }
            }
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: screen.active !== null
        texts: screen.vm.texts
        layout: "en"
        target: screen.active
        onDone: screen.forceActiveFocus()
    }
}
