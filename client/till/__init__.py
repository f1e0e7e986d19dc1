"""What a person does at the till: each command commits before it returns, and says what changed."""
