import QtQuick
import MaxLoyalty

// The lines of an explanation in whatever room there is: more of them than fit are scrolled, and a
// mark at the side says so.
//
//   model, emptyText  as of QuoteLines
Flickable {
    id: list

    property alias model: lines.model
    property alias emptyText: lines.emptyText

    clip: true
    contentHeight: lines.implicitHeight
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height

    QuoteLines {
        id: lines

        objectName: "quoteLines"
        width: list.width - (list.interactive ? Theme.spaceM : 0)
    }

    Rectangle {
        parent: list
        visible: list.interactive
        x: list.width - width
        y: list.visibleArea.yPosition * list.height
        width: Theme.spaceXs
        height: list.visibleArea.heightRatio * list.height
        radius: width / 2
        color: Theme.textFaint
    }
}
