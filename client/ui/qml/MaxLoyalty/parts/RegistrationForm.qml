import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The fields of a new guest, one under the other; the active one is kept in sight.
//
//   vm  RegistrationViewModel
//   activated(field)  the field that is typed into now; null: none
//   personalDataRead(), marketingRead()  the guest wants to read a text
//   hasNext           whether another field follows the active one
//   next()            function: the field after the active one is active
Flickable {
    id: form

    required property RegistrationViewModel vm
    readonly property list<AppField> fields: [phone, firstName, lastName, birthDate]
    property int active: -1
    readonly property string missing: vm.personalDataError
    readonly property bool hasNext: active >= 0 && active < fields.length - 1

    signal activated(AppField field)
    signal personalDataRead
    signal marketingRead

    clip: true
    contentHeight: column.implicitHeight
    boundsBehavior: Flickable.StopAtBounds
    onHeightChanged: Qt.callLater(form.reveal)
    onContentHeightChanged: Qt.callLater(form.reveal)
    onMissingChanged: Qt.callLater(form.reveal)

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.spaceM

        AppField {
            id: phone

            objectName: "registrationPhone"
            focus: true
            Layout.fillWidth: true
            label: `${form.vm.texts.registrationPhone} · ${form.vm.texts.registrationRequired}`
            placeholder: form.vm.texts.registrationPhonePlaceholder
            error: form.vm.phoneError
            text: form.vm.phone
            caret: form.vm.phoneCaret
            keySet: "phone"
            maximumLength: 32
            inputMethodHints: Qt.ImhDialableCharactersOnly
            onEdited: (text, caret, was) => form.vm.typePhone(text, caret, was)
            onIsActiveChanged: form.follow(phone)
            onAccepted: form.next()
        }

        AppField {
            id: firstName

            objectName: "registrationFirstName"
            Layout.fillWidth: true
            label: form.vm.texts.registrationFirstName
            error: form.vm.firstNameError
            text: form.vm.firstName
            startsUpper: true
            maximumLength: 60
            onEdited: text => form.vm.firstName = text
            onIsActiveChanged: form.follow(firstName)
            onAccepted: form.next()
        }

        AppField {
            id: lastName

            objectName: "registrationLastName"
            Layout.fillWidth: true
            label: form.vm.texts.registrationLastName
            error: form.vm.lastNameError
            text: form.vm.lastName
            startsUpper: true
            maximumLength: 60
            onEdited: text => form.vm.lastName = text
            onIsActiveChanged: form.follow(lastName)
            onAccepted: form.next()
        }

        AppField {
            id: birthDate

            objectName: "registrationBirthDate"
            Layout.fillWidth: true
            label: form.vm.texts.registrationBirthDate
            placeholder: form.vm.texts.registrationBirthPlaceholder
            error: form.vm.birthDateError
            text: form.vm.birthDate
            caret: form.vm.birthCaret
            keySet: "date"
            maximumLength: 16
            inputMethodHints: Qt.ImhDate
            onEdited: (text, caret, was) => form.vm.typeBirthDate(text, caret, was)
            onIsActiveChanged: form.follow(birthDate)
            onAccepted: form.next()
        }

        ConsentRow {
            id: personalData

            Layout.fillWidth: true
            name: "registrationPersonalData"
            text: form.vm.texts.registrationPersonal
            note: form.vm.texts.registrationRequired
            error: form.vm.personalDataError
            readText: form.vm.texts.registrationReadText
            isAccepted: form.vm.personalData
            onAnswered: accepted => form.vm.personalData = accepted
            onRead: form.personalDataRead()
        }

        ConsentRow {
            Layout.fillWidth: true
            name: "registrationMarketing"
            text: form.vm.texts.registrationMarketing
            note: form.vm.texts.registrationOptional
            readText: form.vm.texts.registrationReadText
            isAccepted: form.vm.marketing
            onAnswered: accepted => form.vm.marketing = accepted
            onRead: form.marketingRead()
        }
    }

    Behavior on contentY {
        NumberAnimation {
            duration: Theme.quick
            easing.type: Theme.easing
        }
    }

    function next(): void {
        if (hasNext)
            fields[active + 1].activate();
        else
            Qt.callLater(personalData.activate); // the very Enter that leads there must not tick it
    }

    function follow(field: AppField): void {
        if (field === phone && !field.isActive)
            vm.leavePhone();
        else if (field === birthDate && !field.isActive)
            vm.leaveBirthDate();
        active = fields.findIndex(each => each.isActive);
        form.activated(active < 0 ? null : fields[active]);
        Qt.callLater(reveal);
    }

    function reveal(): void {
        const asked = missing !== "" ? personalData.y : contentY;
        const wanted = active < 0 ? asked : Math.max(0, fields[active].y - Theme.spaceXl);
        contentY = Math.min(wanted, Math.max(0, contentHeight - height));
    }
}
