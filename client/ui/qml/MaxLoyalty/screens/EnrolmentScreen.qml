import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The first start: where the server is, and the code that makes this a till of the restaurant.
Item {
    id: screen

    required property EnrolmentViewModel vm
    readonly property AppField active: code.isActive ? code : name.isActive ? name : server

    ScrollColumn {
        anchors.top: parent.top
        anchors.bottom: keyboard.top
        anchors.topMargin: Theme.spaceS
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width - Theme.spaceXl * 2, Theme.px(1080))

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.enrolmentTitle
            note: screen.vm.texts.enrolmentText
        }

        Banner {
            objectName: "enrolmentError"
            Layout.fillWidth: true
            visible: screen.vm.generalError !== ""
            kind: "danger"
            text: screen.vm.generalError
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceL
            uniformCellSizes: true

            AppField {
                id: server

                script: "en"
                objectName: "enrolmentServer"
                focus: true
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                label: screen.vm.texts.serverLabel
                placeholder: screen.vm.texts.serverPlaceholder
                text: screen.vm.serverUrl
                error: screen.vm.serverError
                inputMethodHints: Qt.ImhUrlCharactersOnly
                maximumLength: 200
                onEdited: text => screen.vm.serverUrl = text
                onAccepted: code.activate()
            }

            AppField {
                id: code

                script: "en"
                objectName: "enrolmentCode"
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                label: screen.vm.texts.codeLabel
                placeholder: screen.vm.texts.codePlaceholder
                note: screen.vm.texts.enrolmentNote
                text: screen.vm.code
                error: screen.vm.codeError
                inputMethodHints: Qt.ImhUppercaseOnly
                maximumLength: 20
                onEdited: text => screen.vm.code = text
                onAccepted: name.activate()
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceL
            uniformCellSizes: true

            AppField {
                id: name

                script: screen.vm.texts.language
                objectName: "enrolmentName"
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                label: screen.vm.texts.deviceNameLabel
                placeholder: screen.vm.texts.deviceNamePlaceholder
                text: screen.vm.deviceName
                error: screen.vm.deviceNameError
                maximumLength: 80
                onEdited: text => screen.vm.deviceName = text
                onAccepted: screen.vm.enrol()
            }

            AppButton {
                objectName: "enrolmentConnect"
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: name.boxTop
                kind: "primary"
                isBusy: screen.vm.isBusy
                text: screen.vm.isBusy ? screen.vm.texts.connectBusy : screen.vm.texts.connect
                onClicked: screen.vm.enrol()
            }
        }

        Item {
            Layout.topMargin: -Theme.spaceM
            Layout.fillHeight: true
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        texts: screen.vm.texts
        target: screen.active
        doneText: screen.vm.texts.connect
        onDone: screen.vm.enrol()
    }
}
