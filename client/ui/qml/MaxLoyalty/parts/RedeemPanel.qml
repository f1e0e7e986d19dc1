import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// How many points the guest spends on the check: slider, maximum, typed; or calmly why not
// (CSH-30…CSH-37).
//
//   vm  CheckoutViewModel
Panel {
    id: panel

    required property CheckoutViewModel vm

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceS

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            AppText {
                text: panel.vm.texts.checkoutRedeem
                font.weight: Theme.weightStrong
            }

            AppText {
                objectName: "checkoutRedeemLimits"
                Layout.fillWidth: true
                text: panel.vm.redeemLimits
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        GridLayout {
            Layout.fillWidth: true
            visible: panel.vm.canRedeem
            columns: Theme.isFolded ? 1 : 3
            columnSpacing: Theme.spaceM
            rowSpacing: Theme.spaceS

            AmountField {
                objectName: "checkoutRedeemField"
                Layout.fillWidth: Theme.isFolded
                Layout.preferredWidth: Theme.px(196)
                label: panel.vm.texts.checkoutRedeemPoints
                number: panel.vm.redeem
                isChosen: panel.vm.isTypingPoints
                onClicked: panel.vm.choosePoints()
            }

            PointsSlider {
                objectName: "checkoutRedeemSlider"
                Layout.fillWidth: true
                name: panel.vm.texts.checkoutRedeemSlider
                to: panel.vm.redeemLimit
                value: panel.vm.redeemed
                onPicked: points => panel.vm.redeemPoints(points)
            }

            AppButton {
                objectName: "checkoutRedeemMax"
                text: panel.vm.texts.checkoutRedeemMax
                onClicked: panel.vm.redeemMaximum()
            }
        }

        RowLayout {
            Layout.fillWidth: true
            visible: panel.vm.canRedeem
            spacing: Theme.spaceM

            AppText {
                objectName: "checkoutRedeemNote"
                Layout.fillWidth: true
                Layout.maximumWidth: Math.ceil(implicitWidth)
                text: panel.vm.redeemError || panel.vm.redeemSplit
                font.pixelSize: Theme.fontSmall
                color: panel.vm.redeemError !== "" ? Theme.danger : Theme.promo
            }

            AppText {
                objectName: "checkoutRedeemHeld"
                Layout.fillWidth: true
                visible: panel.vm.redeemError === ""
                horizontalAlignment: Text.AlignRight
                text: panel.vm.redeemHeld
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !panel.vm.canRedeem
            spacing: Theme.spaceM

            IconGlyph {
                visible: panel.vm.redeemRefusal !== ""
                name: "info"
                color: Theme.textMuted
            }

            Column {
                Layout.fillWidth: true
                spacing: Theme.spaceXs

                AppText {
                    objectName: "checkoutRedeemRefusal"
                    width: parent.width
                    text: panel.vm.redeemRefusal
                    wrapMode: Text.Wrap
                }

                AppText {
                    width: parent.width
                    text: panel.vm.redeemAdvice
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textMuted
                    wrapMode: Text.Wrap
                }
            }
        }
    }
}
