import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Beside the form: whether the phone is known already, and the button (CSH-43). The button is always whole:
// of the guest as much is said as there is room for beside it.
//
//   vm         RegistrationViewModel
//   isTight    bool  there is room for the button alone
//   isPausing  bool  the buttons take no taps for a moment
ColumnLayout {
    id: side

    required property RegistrationViewModel vm
    property bool isPausing: false
    property bool isTight: false
    readonly property real room: height - openDuplicate.implicitHeight - spacing - duplicate.padding * 2

    spacing: Theme.spaceM

    Panel {
        id: duplicate

        objectName: "registrationDuplicate"
        Layout.fillWidth: true
        implicitHeight: known.implicitHeight + padding * 2
        padding: Theme.spaceM
        visible: side.vm.isDuplicate && !side.isTight && side.room >= name.implicitHeight

        ColumnLayout {
            id: known

            width: parent.width
            spacing: Theme.spaceXs

            Pill {
                id: title

                visible: side.room >= implicitHeight + name.implicitHeight + parent.spacing
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                glyph: "user"
                kind: "warning"
                text: side.vm.texts.registrationDuplicateTitle
            }

            AppText {
                id: name

                Layout.fillWidth: true
                text: side.vm.duplicateName
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
            }

            AppText {
                visible: side.room >= title.implicitHeight + name.implicitHeight + implicitHeight + parent.spacing * 2
                Layout.fillWidth: true
                text: side.vm.duplicateNote
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }
    }

    RowLayout {
        Layout.fillWidth: true
        visible: !side.vm.isDuplicate && !side.isTight
        spacing: Theme.spaceM

        IconGlyph {
            name: side.vm.isPhoneFree ? "check" : "info"
            color: side.vm.isPhoneFree ? Theme.success : Theme.textMuted
        }

        AppText {
            objectName: "registrationHint"
            Layout.fillWidth: true
            text: side.vm.isPhoneFree ? side.vm.texts.registrationFreePhone : side.vm.texts.registrationHint
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }
    }

    Item {
        Layout.fillHeight: true
    }

    AppButton {
        id: openDuplicate

        objectName: "registrationOpenDuplicate"
        Layout.fillWidth: true
        implicitHeight: Theme.px(80)
        visible: side.vm.isDuplicate
        kind: "primary"
        text: side.vm.texts.registrationDuplicateOpen
        isBusy: side.isPausing
        onClicked: side.vm.openDuplicate()
    }

    AppButton {
        objectName: "registrationSubmit"
        Layout.fillWidth: true
        implicitHeight: Theme.px(80)
        visible: !side.vm.isDuplicate
        kind: "primary"
        font.pixelSize: Theme.fontTitle
        text: side.vm.isSubmitting ? side.vm.texts.registrationBusy : side.vm.texts.registrationSubmit
        isBusy: side.isPausing || side.vm.isSubmitting
        onClicked: side.vm.submit()
    }
}
