import QtQuick
import MaxLoyalty

// A number, an amount, a code: never cut and never on two lines; where there is no room it gets smaller.
// In a layout give it Layout.fillWidth and Layout.maximumWidth: implicitWidth.
AppText {
    wrapMode: Text.NoWrap
    fontSizeMode: Text.HorizontalFit
    minimumPixelSize: Theme.fontLeast
}
