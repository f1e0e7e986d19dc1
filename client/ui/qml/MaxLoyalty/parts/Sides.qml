import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// Columns side by side, or one below the other once letters are large (Theme.isFolded). Its children are
// those of a GridLayout. Inside a ScrollColumn, so that what is folded can be scrolled to.
GridLayout {
    columnSpacing: Theme.spaceL
    rowSpacing: Theme.spaceM
    flow: Theme.isFolded ? GridLayout.TopToBottom : GridLayout.LeftToRight
}
