import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A birth date by three wheels: day, month by its name, year.
//
//   vm  RegistrationViewModel
RowLayout {
    id: wheels

    required property RegistrationViewModel vm

    spacing: Theme.spaceS

    WheelColumn {
        objectName: "birthDay"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: Theme.px(110)
        name: wheels.vm.texts.birthDay
        labels: wheels.vm.birthDays
        index: wheels.vm.birthDay
        isSet: wheels.vm.hasBirthDate
        onTurned: index => wheels.vm.turn("day", index)
    }

    WheelColumn {
        objectName: "birthMonth"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: Theme.px(200)
        name: wheels.vm.texts.birthMonth
        labels: wheels.vm.birthMonths
        index: wheels.vm.birthMonth
        isSet: wheels.vm.hasBirthDate
        onTurned: index => wheels.vm.turn("month", index)
    }

    WheelColumn {
        objectName: "birthYear"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: Theme.px(130)
        name: wheels.vm.texts.birthYear
        labels: wheels.vm.birthYears
        index: wheels.vm.birthYear
        isSet: wheels.vm.hasBirthDate
        onTurned: index => wheels.vm.turn("year", index)
    }
}
