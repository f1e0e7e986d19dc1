import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The other language, from the status bar; says which one is spoken.
//
//   texts  DoorTexts
AppButton {
    id: button

    required property DoorTexts texts

    objectName: "languageButton"
    Layout.fillHeight: true
    kind: "quiet"
    horizontalPadding: Theme.spaceS
    font.pixelSize: Theme.fontSmall
    text: button.texts.language.toUpperCase()
    glyph: Theme.isFolded ? "" : "globe"
    name: button.texts.languageSwitch
}
