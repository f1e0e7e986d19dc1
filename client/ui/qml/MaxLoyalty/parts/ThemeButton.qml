import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Dark or light, from the status bar; shows what it would become.
//
//   texts   DoorTexts
//   isDark  bool
AppButton {
    id: button

    required property DoorTexts texts
    required property bool isDark

    objectName: "themeButton"
    Layout.fillHeight: true
    kind: "quiet"
    glyph: button.isDark ? "sun" : "moon"
    name: button.texts.themeSwitch
}
