-- Returns nothing.
return nil
