pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A new guest on one vertical page, with our own keyboard under it (CSH-40…CSH-50).
Item {
    id: screen

    required property RegistrationViewModel vm
    property AppField field: null
    readonly property bool isTight: Theme.isFolded && keyboard.visible

    onFieldChanged: pause.restart()

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        anchors.bottomMargin: keyboard.visible ? Theme.spaceS : Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            visible: !screen.isTight
            title: screen.vm.texts.registrationTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: 0
            spacing: Theme.spaceXl

            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true

                RegistrationForm {
                    id: form

                    objectName: "registrationForm"
                    anchors.fill: parent
                    anchors.rightMargin: Theme.spaceS
                    vm: screen.vm
                    onActivated: field => screen.field = field
                    onPersonalDataRead: personalData.open()
                    onMarketingRead: marketing.open()
                }

                ScrollMark {
                    anchors.right: parent.right
                    flickable: form
                }
            }

            RegistrationSide {
                isPausing: pause.running
                isTight: screen.isTight
                Layout.fillWidth: false
                Layout.preferredWidth: Theme.px(448)
                Layout.fillHeight: true
                Layout.minimumHeight: 0
                vm: screen.vm
            }
        }
    }

    // The last key of the keyboard lies where the button appears: a second tap must not press it.
    Timer {
        id: pause

        interval: Theme.calm
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: screen.field !== null
        texts: screen.vm.texts
        target: screen.field
        beside: birthWheels
        doneText: form.hasNext ? screen.vm.texts.registrationNext : screen.vm.texts.hideKeyboard
        onDone: form.next()
    }

    Component {
        id: birthWheels

        BirthWheels {
            vm: screen.vm
        }
    }

    TextSheet {
        id: personalData

        objectName: "consentSheet"
        texts: screen.vm.texts
        title: screen.vm.texts.registrationPersonal
        note: screen.vm.personalDataVersion
        text: screen.vm.personalDataText
    }

    TextSheet {
        id: marketing

        objectName: "marketingSheet"
        texts: screen.vm.texts
        title: screen.vm.texts.registrationMarketing
        note: screen.vm.marketingVersion
        text: screen.vm.marketingText
    }
}
