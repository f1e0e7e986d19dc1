// All that a till shows which the server has shut out: what happened, and the way to hand its work over.
HandoverScreen {}
