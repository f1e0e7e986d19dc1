pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What is typed of a check: the amount, and the details its programme asks for (CSH-20, CSH-23).
//
//   vm  CheckoutViewModel
ColumnLayout {
    id: fields

    required property CheckoutViewModel vm

    spacing: Theme.spaceM

    AmountField {
        objectName: "checkoutAmount"
        Layout.fillWidth: true
        isLarge: true
        label: fields.vm.texts.checkoutAmount
        number: fields.vm.amount
        unit: fields.vm.currency
        error: fields.vm.amountError
        isChosen: !fields.vm.isTypingPoints && !fields.vm.isTypingTips
        onClicked: fields.vm.chooseAmount()
    }

    Flow {
        Layout.fillWidth: true
        visible: fields.vm.tips !== "" || fields.vm.usual.shown.length > 0
        spacing: Theme.spaceS

        Repeater {
            model: fields.vm.usual.shown

            DetailChip {
                required property int index
                required property string modelData

                objectName: `checkoutUsual_${index}`
                text: modelData
                onClicked: fields.vm.takeUsual(index)
            }
        }

        DetailChip {
            objectName: "checkoutTips"
            visible: text !== ""
            text: fields.vm.tips
            isChosen: fields.vm.isTypingTips
            onClicked: fields.vm.chooseTips()
        }
    }

    Choice {
        Layout.fillWidth: true
        visible: fields.vm.methods.length > 0
        prefix: "checkoutMethod"
        columns: Math.min(values.length, 4)
        values: fields.vm.methods
        labels: fields.vm.methodNames
        current: fields.vm.method
        Accessible.name: fields.vm.texts.checkoutPayment
        onChosen: value => fields.vm.chooseMethod(value)
    }
}
