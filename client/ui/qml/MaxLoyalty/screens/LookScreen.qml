import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// How the till looks: every choice is seen at once, on the whole screen and on a sample.
Item {
    id: screen

    required property LookViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.lookTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Sides {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    spacing: Theme.spaceM

                    RowLayout {
                        Layout.fillWidth: true
                        spacing: Theme.spaceL
                        uniformCellSizes: true

                        LookChoice {
                            Layout.fillWidth: true
                            title: screen.vm.texts.settingsTheme
                            prefix: "settingsTheme"
                            values: ["dark", "light"]
                            labels: [screen.vm.texts.themeDark, screen.vm.texts.themeLight]
                            current: screen.vm.theme
                            onChosen: value => screen.vm.chooseTheme(value)
                        }

                        LookChoice {
                            Layout.fillWidth: true
                            title: screen.vm.texts.lookContrast
                            prefix: "lookContrast"
                            values: ["normal", "high"]
                            labels: [screen.vm.texts.lookContrastNormal, screen.vm.texts.lookContrastHigh]
                            current: screen.vm.contrast
                            onChosen: value => screen.vm.chooseContrast(value)
                        }
                    }

                    LookChoice {
                        Layout.fillWidth: true
                        title: screen.vm.texts.lookTextSize
                        prefix: "lookTextSize"
                        values: screen.vm.textSizes
                        labels: screen.vm.textSizeNames
                        current: screen.vm.textSize
                        onChosen: value => screen.vm.chooseTextSize(value)
                    }

                    AppText {
                        Layout.fillWidth: true
                        text: screen.vm.texts.lookAccent
                        font.pixelSize: Theme.fontSmall
                        color: Theme.textMuted
                    }

                    AccentChoice {
                        Layout.fillWidth: true
                        values: screen.vm.accents
                        names: screen.vm.accentNames
                        colours: screen.vm.accentColours
                        current: screen.vm.accent
                        onChosen: value => screen.vm.chooseAccent(value)
                    }

                    AppField {
                        id: logo

                        objectName: "lookLogo"
                        Layout.fillWidth: true
                        label: screen.vm.texts.lookLogo
                        note: screen.vm.texts.lookLogoNote
                        error: screen.vm.logoError
                        clearName: screen.vm.texts.clear
                        text: screen.vm.logoFile
                        maximumLength: 400
                        onEdited: text => screen.vm.logoFile = text
                        onAccepted: screen.finish()
                    }
                }

                LookSample {
                    Layout.preferredWidth: Theme.side(400)
                    Layout.fillWidth: Theme.isFolded
                    Layout.fillHeight: true
                    texts: screen.vm.texts
                }
            }
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: logo.isActive
        texts: screen.vm.texts
        layout: "en"
        target: logo
        doneText: screen.vm.texts.save
        onDone: screen.finish()
    }

    function finish(): void {
        vm.saveLogo();
        forceActiveFocus();
    }
}
