"""An instance is looked after: the doctor, copies, the way back, another database, and what a monitor reads."""
