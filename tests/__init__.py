"""The suite; it mirrors coordinator/, plus promises/ and browser/."""
