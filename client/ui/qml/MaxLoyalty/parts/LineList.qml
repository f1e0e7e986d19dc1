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

    ScrollMark {
        parent: list
        flickable: list
    }
}
